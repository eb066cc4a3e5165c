import type { CustomerSearch, InTransaction } from "#application/ports";
import type { Customer } from "#domain/customer";

export type SearchCustomers = (by: CustomerSearch, limit: number) => Promise<Customer[]>;

const [usual, most] = [10, 50];
const fewestDigits = 4;
const mostWords = 6;

/** By a part of what is known of people. What says too little, as two digits of a phone, finds nobody rather than everybody. */
export function searchCustomersWith({ inTransaction }: { inTransaction: InTransaction }): SearchCustomers {
  return (by, limit) => {
    const search = enough(by);
    if (search === undefined) return Promise.resolve([]);
    return inTransaction((records) => records.customers.search(search, Math.min(limit || usual, most)));
  };
}

function enough(by: CustomerSearch): CustomerSearch | undefined {
  if ("phone" in by) {
    const digits = by.phone.replaceAll(/\D/g, "").replace(/^0+/, "");
    return digits.length < fewestDigits ? undefined : { phone: digits };
  }
  if ("email" in by) {
    const email = by.email.trim().toLowerCase();
    return email === "" ? undefined : { email };
  }
  const words = by.name.toLowerCase().split(/\s+/).filter(Boolean).slice(0, mostWords);
  return words.join("").length < 2 ? undefined : { name: words.join(" ") };
}
