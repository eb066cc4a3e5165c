import { ok, type Result, refuse } from "@beacom/result";
import type { InTransaction, NewId, ReadPhone, Records } from "#application/ports";
import { type AccountUser, type Company, mostUsers, readCompany, readLevel } from "#domain/account-user";
import type { Actor } from "#domain/events";
import { customerPerson } from "#domain/person";

export type AccountUsers = { company: Company | undefined; users: AccountUser[] };
type Needs = { inTransaction: InTransaction; clock: () => Date };

export type GetAccountUsers = (customerId: string) => Promise<AccountUsers>;
export const getAccountUsersWith =
  ({ inTransaction }: Pick<Needs, "inTransaction">): GetAccountUsers =>
  (customerId) =>
    inTransaction((records) => read(records, customerId));

export type SetCompanyRefusal = { kind: "company-not-valid" | "vat-number-not-valid" | "customer-unknown" };
/** `by` is whoever of the operator does it in the customer's place. */
export type SetCompany = (request: {
  customerId: string;
  company: Company;
  by: Actor | undefined;
}) => Promise<Result<AccountUsers, SetCompanyRefusal>>;

export function setCompanyWith({ inTransaction, clock }: Needs): SetCompany {
  return async ({ customerId, company: form, by }) => {
    const company = readCompany(form);
    if (!company.ok) return company;
    const at = clock();
    return inTransaction(async (records) => {
      if (!(await records.customers.find(customerId))) return refuse({ kind: "customer-unknown" });
      const before = await records.accountUsers.company(customerId);
      await records.accountUsers.setCompany(customerId, company.value, at);
      const subject = { kind: "customer", id: customerId } as const;
      const told = { ...(before && { before: { ...before } }), ...(company.value && { after: { ...company.value } }) };
      if (by)
        await records.publish([
          { type: "StaffActed", at, by, action: "customer.company-set", subject, reason: "", ...told },
        ]);
      return ok(await read(records, customerId));
    });
  };
}

export type AddUserRefusal = {
  kind: "name-not-valid" | "phone-not-valid" | "level-unknown" | "to-oneself" | "user-there-already" | "users-full";
};
export type AddUser = (request: {
  customerId: string;
  phone: string;
  name: string;
  level: string;
}) => Promise<Result<AccountUsers, AddUserRefusal>>;

/** Says the same for a phone that nobody is registered with: who is a customer here is not the holder's to find out. */
export function addUserWith(needs: Needs & { readPhone: ReadPhone; newId: NewId }): AddUser {
  const { inTransaction, readPhone, newId, clock } = needs;
  return async ({ customerId, phone: typed, name: text, level: wanted }) => {
    const name = text.trim();
    if (name === "" || name.length > 120) return refuse({ kind: "name-not-valid" });
    const phone = readPhone(typed);
    if (phone === undefined) return refuse({ kind: "phone-not-valid" });
    const level = readLevel(wanted);
    if (!level.ok) return level;
    return inTransaction(async (records) => {
      await records.hold({ person: customerId });
      const holder = await records.customers.find(customerId);
      if (holder?.phone === phone) return refuse({ kind: "to-oneself" });
      const users = await records.accountUsers.of(customerId);
      if (users.some((user) => user.phone === phone)) return refuse({ kind: "user-there-already" });
      if (users.length >= mostUsers) return refuse({ kind: "users-full" });
      const user = { userId: newId.accountUser(), customerId, name, phone, level: level.value, addedAt: clock() };
      await records.accountUsers.add({ ...user, personId: undefined, lastEnteredAt: undefined });
      return ok(await read(records, customerId));
    });
  };
}

type OnUser = { customerId: string; userId: string };
export type ChangeUser = (
  request: OnUser & { level: string },
) => Promise<Result<AccountUsers, { kind: "level-unknown" | "user-unknown" }>>;

export function changeUserWith({ inTransaction, clock }: Needs): ChangeUser {
  return async ({ customerId, userId, level: wanted }) => {
    const level = readLevel(wanted);
    if (!level.ok) return level;
    return inTransaction(async (records) => {
      const user = await held(records, { customerId, userId });
      if (!user) return refuse({ kind: "user-unknown" });
      await records.accountUsers.changeLevel(userId, level.value);
      await callBack(records, user, clock());
      return ok(await read(records, customerId));
    });
  };
}

export type RemoveUser = (request: OnUser) => Promise<Result<AccountUsers, { kind: "user-unknown" }>>;

export function removeUserWith({ inTransaction, clock }: Needs): RemoveUser {
  return async ({ customerId, userId }) =>
    inTransaction(async (records) => {
      const user = await held(records, { customerId, userId });
      if (!user) return refuse({ kind: "user-unknown" });
      await records.accountUsers.remove(userId);
      await callBack(records, user, clock());
      return ok(await read(records, customerId));
    });
}

async function held(records: Records, { customerId, userId }: OnUser): Promise<AccountUser | undefined> {
  await records.hold({ person: customerId });
  return (await records.accountUsers.of(customerId)).find((user) => user.userId === userId);
}

/** What they were let in with is not accepted any more; in their own account they go on after the next refresh. */
async function callBack(records: Records, { personId }: AccountUser, at: Date): Promise<void> {
  if (personId !== undefined) await records.publish([{ type: "AccessEnded", at, person: customerPerson(personId) }]);
}

const read = async (records: Records, customerId: string): Promise<AccountUsers> => ({
  company: await records.accountUsers.company(customerId),
  users: await records.accountUsers.of(customerId),
});
