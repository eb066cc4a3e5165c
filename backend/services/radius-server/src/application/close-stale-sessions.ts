import type { AccountingWriter } from "#application/accounting-writer";
import { putBackMs, type Session } from "#domain/session";

/**
 * Closes sessions of which nothing was heard for too long; a stale one would lock its customer out, and be shown as online. Silence counts
 * only while the server listened: after a start and after a time without database everyone gets the whole grace again.
 */
export function staleSessionsWith(deps: {
  /** Of which nothing was heard since `atMs`, or for the last time in a future that a wrong clock told of. */
  sessions: { readSilentSince(atMs: number, futureMs: number): Promise<readonly Session[]> };
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
      const nowMs = deps.nowMs();
      const silentSinceMs = nowMs - deps.staleSeconds * 1000;
      if (silentSinceMs < listeningSinceMs) return;
      for (const session of await deps.sessions.readSilentSince(silentSinceMs, nowMs + putBackMs)) {
        const { sessionId, lastReportAtMs } = session;
        const end = { kind: "end", of: session, sessionId, by: "stale", done: () => undefined } as const;
        if (lastReportAtMs <= silentSinceMs) deps.writer.submit({ ...end, silentSinceMs });
        else deps.writer.submit({ ...end, silentSinceMs: lastReportAtMs, endedAtMs: silentSinceMs });
      }
    },
  };
}
