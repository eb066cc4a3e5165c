import type { Session } from "#domain/session";

export type SessionKey = Pick<Session, "nasId" | "acctSessionId" | "username">;

/** The length tells where the one text of the NAS ends and the other begins, whatever is in them. */
export const keyOf = ({ nasId, acctSessionId, username }: SessionKey): string =>
  `${nasId} ${acctSessionId.length} ${acctSessionId}${username}`;

/** As many sessions under one key as a late report can still belong to. */
export const mostPerKey = 3;

/**
 * The sessions that were reported lately, as last written, so that reports are followed without reading. A key that is missing here is
 * read from the store; a session that somebody else wrote in the meantime is noticed by its revision.
 */
export type SessionTable = {
  get(key: string): readonly Session[] | undefined;
  /** Newest first. */
  set(key: string, sessions: readonly Session[]): void;
  forget(key: string): void;
  forgetEndedBefore(atMs: number): void;
  size(): { keys: number };
};

export function openSessionTable(): SessionTable {
  const byKey = new Map<string, readonly Session[]>();
  return {
    get: (key) => byKey.get(key),
    set: (key, sessions) => void byKey.set(key, sessions),
    forget: (key) => void byKey.delete(key),
    forgetEndedBefore(atMs) {
      for (const [key, sessions] of byKey) {
        if (sessions.every((session) => session.end && session.lastReportAtMs < atMs)) byKey.delete(key);
      }
    },
    size: () => ({ keys: byKey.size }),
  };
}

/** `known` with those of `changed` in place of their former selves; newest first. */
export function merge(known: readonly Session[], changed: readonly Session[]): readonly Session[] {
  const [only] = changed;
  if (known.length === 1 && changed.length === 1 && known[0]!.sessionId === only!.sessionId) return changed;
  const ids = new Set(changed.map((session) => session.sessionId));
  return [...changed, ...known.filter((session) => !ids.has(session.sessionId))]
    .sort((a, b) => b.startedAtMs - a.startedAtMs)
    .slice(0, mostPerKey);
}
