import type { Records } from "#application/ports";
import type { Customer } from "#domain/customer";
import type { CustomerSecurityChanged, IdentityEvent, SecurityChange } from "#domain/events";
import type { Person } from "#domain/person";
import { ownAct } from "#domain/staff-acts";

/** Told to the customer's phone: whoever did not do it themselves hears of it there. */
export const securityChanged = (
  { customerId, phone, language }: Pick<Customer, "customerId" | "phone" | "language">,
  change: SecurityChange,
  at: Date,
): CustomerSecurityChanged => ({ type: "CustomerSecurityChanged", at, customerId, phone, language, change });

type StaffAct = Omit<Parameters<typeof ownAct>[1], "at">;

/** What somebody did to their own ways to sign in: customers are told, and of staff it is on record. */
export async function tellOwner(
  records: Records,
  { kind, id }: Person,
  { change, act, at }: { change: SecurityChange; act: StaffAct; at: Date },
): Promise<IdentityEvent[]> {
  if (kind === "customer") {
    const customer = await records.customers.find(id);
    return customer ? [securityChanged(customer, change, at)] : [];
  }
  const member = await records.staff.find(id, at);
  return member ? [ownAct(member, { ...act, at })] : [];
}
