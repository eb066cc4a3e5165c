import type { AccountingWriter } from "#application/accounting-writer";
import type { Session } from "#domain/session";

/**
 * Closes sessions of which nothing was heard for too long; a stale one would lock its customer out, and be shown as online. Silence counts
 * only while the server listened: after a start and after a time without database everyone gets the whole grace again.
 */
export function staleSessionsWith(deps: {
  sessions: { readSilentSince(atMs: number): Promise<readonly Session[]> };
  writer: Pick<AccountingWriter, "submit">;
  staleSeconds: number;
  nowMs: () => number;
}): { close(): Promise<void>; listeningAgain(): void } {
  let listeningSinceMs = deps.nowMs();
  return {
    listeningAgain() {
      listeningSinceMs = deps.nowMs();
    },
    async close() {
      const silentSinceMs = deps.nowMs() - deps.staleSeconds * 1000;
      if (silentSinceMs < listeningSinceMs) return;
      for (const session of await deps.sessions.readSilentSince(silentSinceMs)) {
        const { sessionId } = session;
        deps.writer.submit({ kind: "end", of: session, sessionId, by: "stale", silentSinceMs, done: () => undefined });
      }
    },
  };
}
