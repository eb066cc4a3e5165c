import { ok, type Result, refuse } from "@beacom/result";
import { type SignedIn, withAccessToken } from "#application/open-session";
import type { AccessTokens, InTransaction, OneTimeSecrets } from "#application/ports";
import { type Reused, rotateSession } from "#application/rotate-session";
import type { RefreshRefusal } from "#domain/token-family";

export type Refresh = (request: { refreshToken: string }) => Promise<Result<SignedIn, RefreshRefusal>>;

export function refreshWith(needs: {
  inTransaction: InTransaction;
  secrets: OneTimeSecrets;
  accessTokens: AccessTokens;
  clock: () => Date;
  reused: Reused;
}): Refresh {
  const { inTransaction, secrets, accessTokens, clock, reused } = needs;
  return async ({ refreshToken }) => {
    const at = clock();
    const refreshed = await inTransaction(async (records) => {
      const rotated = await rotateSession(
        records,
        { secrets, reused },
        {
          refreshToken,
          kind: "customer",
          at,
        },
      );
      if (!rotated.ok) return rotated;
      const { personId, ...session } = rotated.value;
      const customer = await records.customers.find(personId);
      return customer ? ok({ customer, ...session }) : refuse({ kind: "session-ended" });
    });
    return refreshed.ok ? ok(await withAccessToken(accessTokens, refreshed.value, at)) : refreshed;
  };
}
