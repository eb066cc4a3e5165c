import type { InTransaction, OneTimeSecrets } from "#application/ports";

export type SignOut = (request: { refreshToken: string }) => Promise<void>;

/** Ends the session on this device. A token that is unknown, or used before, ends nothing it should not: the person is signed out either way. */
export function signOutWith(needs: {
  inTransaction: InTransaction;
  secrets: OneTimeSecrets;
  clock: () => Date;
}): SignOut {
  const { inTransaction, secrets, clock } = needs;
  return async ({ refreshToken }) => {
    const tokenHash = secrets.tokenHash(refreshToken);
    const successorHash = secrets.tokenHash(secrets.successorOf(refreshToken));
    await inTransaction(async (records) => {
      const token = await records.sessions.holdToken(tokenHash, successorHash);
      if (token && !token.familyEndedAt) await records.sessions.end(token.familyId, "signed-out", clock());
    });
  };
}
