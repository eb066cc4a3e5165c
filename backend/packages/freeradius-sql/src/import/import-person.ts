import type { Person } from "#import/imported";
import { optional } from "#values/optional";
import { repairedText } from "#values/repaired-text";

/** Columns of daloRADIUS' userinfo and userbillinfo. Cards and the portal's passwords are never read. */
export const personColumns = [
  "firstname",
  "lastname",
  "company",
  "department",
  "email",
  "mobilephone",
  "homephone",
  "workphone",
  "address",
  "city",
  "state",
  "zip",
  "country",
  "notes",
] as const;
export type PersonRow = { readonly [Column in (typeof personColumns)[number]]?: string | undefined };

export const billingColumns = [
  "planName",
  "hotspot_id",
  "contactperson",
  "company",
  "email",
  "phone",
  "address",
  "city",
  "state",
  "zip",
  "country",
] as const;
export type BillingRow = { readonly [Column in (typeof billingColumns)[number]]?: string | undefined };

/** From userinfo; what that leaves empty from the billing contact. */
export function personOf(info: PersonRow = {}, billing: BillingRow = {}): Person | undefined {
  const first = (...texts: readonly (string | undefined)[]): string | undefined =>
    texts.map((text) => repairedText(text ?? "").trim()).find((text) => text !== "");
  const [contactFirst, contactLast] = namesOf(first(billing.contactperson));
  const named = first(info.firstname, info.lastname) !== undefined;
  const phones = [info.mobilephone, info.homephone, info.workphone, billing.phone].map((phone) => first(phone));
  const address = {
    ...optional("street", first(info.address, billing.address)),
    ...optional("city", first(info.city, billing.city)),
    ...optional("state", first(info.state, billing.state)),
    ...optional("postalCode", first(info.zip, billing.zip)),
    ...optional("country", first(info.country, billing.country)),
  };
  const person: Person = {
    ...optional("firstName", named ? first(info.firstname) : contactFirst),
    ...optional("lastName", named ? first(info.lastname) : contactLast),
    ...optional("company", first(info.company, billing.company)),
    ...optional("department", first(info.department)),
    ...optional("email", first(info.email, billing.email)),
    phones: [...new Set(phones.filter((phone) => phone !== undefined))],
    ...(Object.keys(address).length === 0 ? {} : { address }),
    ...optional("notes", first(info.notes)),
  };
  return person.phones.length === 0 && Object.keys(person).length === 1 ? undefined : person;
}

/** "Thandi van der Merwe": the first word, and all the others. */
function namesOf(contact = ""): [first: string | undefined, last: string | undefined] {
  const [first, ...others] = contact.split(/\s+/);
  return [first || undefined, others.join(" ") || undefined];
}
