import type { Session } from "#domain/session";

/** Newest first. `cursor` is the last session of the page before; empty is the beginning. */
export type SessionList = {
  list(asked: {
    customerId: string | undefined;
    onlyOpen: boolean;
    before: string | undefined;
    limit: number;
  }): Promise<readonly (Session & { nasName: string })[]>;
};

const defaultLimit = 50;
const mostLimit = 200;

export const listSessionsWith =
  ({ sessions }: { sessions: SessionList }) =>
  async (asked: { customerId: string; onlyOpen: boolean; cursor: string; limit: number }) => {
    const limit = Math.min(asked.limit || defaultLimit, mostLimit);
    const page = await sessions.list({
      customerId: asked.customerId || undefined,
      onlyOpen: asked.onlyOpen,
      before: asked.cursor || undefined,
      limit: limit + 1,
    });
    const shown = page.slice(0, limit);
    return { sessions: shown, nextCursor: page.length > limit ? shown.at(-1)!.sessionId : "" };
  };
