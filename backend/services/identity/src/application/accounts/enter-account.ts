import { ok, type Result, refuse } from "@beacom/result";
import type { AccessTokens, InTransaction } from "#application/ports";
import type { Level } from "#domain/account-user";
import { accessExpiry } from "#domain/token-family";

export type AccountToEnter = { customerId: string; name: string; level: Level };
export type ListAccountsToEnter = (personId: string) => Promise<AccountToEnter[]>;

export const listAccountsToEnterWith =
  ({ inTransaction }: { inTransaction: InTransaction }): ListAccountsToEnter =>
  (personId) =>
    inTransaction(async (records) => {
      const person = await records.customers.find(personId);
      const open = person?.verifiedAt ? await records.accountUsers.openTo(person) : [];
      return open.map(({ user: { customerId, level }, name }) => ({ customerId, name, level }));
    });

export type EnterAccount = (request: {
  personId: string;
  sessionId: string;
  customerId: string;
}) => Promise<Result<{ accessToken: string; accessExpiresAt: Date }, { kind: "account-not-open-to-you" }>>;

/** An account that never was is answered like one that somebody else holds. */
export function enterAccountWith({
  inTransaction,
  accessTokens,
  clock,
}: {
  inTransaction: InTransaction;
  accessTokens: AccessTokens;
  clock: () => Date;
}): EnterAccount {
  return async ({ personId, sessionId, customerId }) => {
    const at = clock();
    const entered = await inTransaction(async (records) => {
      const person = await records.customers.find(personId);
      const open = person?.verifiedAt ? await records.accountUsers.openTo(person) : [];
      const user = open.find(({ user: { customerId: whose } }) => whose === customerId)?.user;
      if (!user) return refuse({ kind: "account-not-open-to-you" });
      await records.accountUsers.entered(user.userId, personId, at);
      return ok(user.level);
    });
    if (!entered.ok) return entered;
    const accessExpiresAt = accessExpiry(at);
    const claims = { customerId, userId: personId, level: entered.value, familyId: sessionId };
    return ok({ accessToken: await accessTokens.forAccountUser(claims, at, accessExpiresAt), accessExpiresAt });
  };
}
