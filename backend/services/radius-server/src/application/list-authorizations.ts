import { dictionary } from "@beacom/radius";

export type ListedAuthorization = {
  readonly id: bigint;
  readonly sessionId: string;
  readonly customerId: string;
  readonly username: string;
  readonly nasName: string;
  readonly kind: string;
  readonly reason: string;
  readonly outcome: string;
  readonly errorCause: number;
  readonly detail: string;
  readonly attempts: number;
  readonly requestedAt: Date;
  readonly sentAt: Date | undefined;
  readonly doneAt: Date | undefined;
};

export type AuthorizationList = {
  /** Newest first. */
  list(asked: {
    customerId: string | undefined;
    sessionId: string | undefined;
    nasName: string | undefined;
    outcome: string | undefined;
    massChangeId: string | undefined;
    before: bigint | undefined;
    limit: number;
  }): Promise<readonly ListedAuthorization[]>;
};

const causeNames = dictionary.byName("Error-Cause")?.valueNames;

/** Every CoA and Disconnect, and what came of it, in words where the NAS only said a number. */
export const listAuthorizationsWith =
  ({ authorizations }: { authorizations: AuthorizationList }) =>
  async (asked: {
    customerId: string;
    sessionId: string;
    nasName: string;
    outcome: string;
    massChangeId: string;
    cursor: string;
    limit: number;
  }) => {
    const limit = Math.min(asked.limit || 50, 500);
    const page = await authorizations.list({
      customerId: asked.customerId || undefined,
      sessionId: asked.sessionId || undefined,
      nasName: asked.nasName || undefined,
      outcome: asked.outcome || undefined,
      massChangeId: asked.massChangeId || undefined,
      before: /^\d{1,18}$/.test(asked.cursor) ? BigInt(asked.cursor) : undefined,
      limit: limit + 1,
    });
    const shown = page
      .slice(0, limit)
      .map((one) => ({ ...one, detail: one.detail || (causeNames?.get(one.errorCause) ?? "") }));
    return { authorizations: shown, nextCursor: page.length > limit ? `${shown.at(-1)!.id}` : "" };
  };
