import type { Session } from "#domain/session";

/** Every one that is given has to hold. */
export type SessionFilter = {
  readonly customerId: string | undefined;
  readonly onlyOpen: boolean;
  readonly nasName: string | undefined;
  readonly framedIpAddress: string | undefined;
  /** Compared without punctuation. */
  readonly callingStationId: string | undefined;
  readonly username: string | undefined;
  readonly sessionId: string | undefined;
};

/** Newest first. `before` is the last session of the page before. */
export type SessionList = {
  list(
    asked: SessionFilter & { before: string | undefined; limit: number },
  ): Promise<readonly (Session & { nasName: string })[]>;
};

const defaultLimit = 50;
const mostLimit = 200;

export const listSessionsWith =
  ({ sessions }: { sessions: SessionList }) =>
  async (asked: {
    customerId: string;
    onlyOpen: boolean;
    nasName: string;
    framedIpAddress: string;
    callingStationId: string;
    username: string;
    sessionId: string;
    /** Empty is the beginning. */
    cursor: string;
    limit: number;
  }) => {
    const limit = Math.min(asked.limit || defaultLimit, mostLimit);
    const page = await sessions.list({
      customerId: asked.customerId || undefined,
      onlyOpen: asked.onlyOpen,
      nasName: asked.nasName || undefined,
      framedIpAddress: asked.framedIpAddress || undefined,
      callingStationId: asked.callingStationId || undefined,
      username: asked.username || undefined,
      sessionId: asked.sessionId || undefined,
      before: asked.cursor || undefined,
      limit: limit + 1,
    });
    const shown = page.slice(0, limit);
    return { sessions: shown, nextCursor: page.length > limit ? shown.at(-1)!.sessionId : "" };
  };
