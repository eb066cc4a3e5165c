import { ok, type Result, refuse } from "@beacom/result";
import { type SignedIn, withAccessToken } from "#application/open-session";
import type { AccessTokens, InTransaction, OneTimeSecrets } from "#application/ports";
import { decideRefresh, type RefreshRefusal, refreshExpiry } from "#domain/token-family";

export type Refresh = (request: { refreshToken: string }) => Promise<Result<SignedIn, RefreshRefusal>>;

export function refreshWith(needs: {
  inTransaction: InTransaction;
  secrets: OneTimeSecrets;
  accessTokens: AccessTokens;
  clock: () => Date;
  /** Told when a family was ended because one of its tokens came twice. */
  reused: (familyId: string, customerId: string) => void;
}): Refresh {
  const { inTransaction, secrets, accessTokens, clock, reused } = needs;
  return async ({ refreshToken }) => {
    const at = clock();
    const tokenHash = secrets.tokenHash(refreshToken);
    const successor = secrets.successorOf(refreshToken);
    const successorHash = secrets.tokenHash(successor);
    const refreshExpiresAt = refreshExpiry(at);

    const refreshed = await inTransaction(async (records) => {
      const token = await records.sessions.holdToken(tokenHash, successorHash);
      const decision = decideRefresh(token, at);
      if (!decision.ok || !token) return decision.ok ? refuse({ kind: "refresh-token-unknown" }) : decision;
      const { familyId, customerId } = token;
      if (decision.value === "end-family") {
        await records.sessions.end(familyId, "token-reused", at);
        reused(familyId, customerId);
        return refuse({ kind: "session-ended" });
      }
      if (decision.value === "rotate") {
        await records.sessions.rotate(tokenHash, at);
        await records.sessions.addToken({ tokenHash: successorHash, familyId, at, expiresAt: refreshExpiresAt });
      }
      const customer = await records.customers.find(customerId);
      return customer ? ok({ customer, refreshToken: successor, refreshExpiresAt }) : refuse({ kind: "session-ended" });
    });
    return refreshed.ok ? ok(await withAccessToken(accessTokens, refreshed.value, at)) : refreshed;
  };
}
