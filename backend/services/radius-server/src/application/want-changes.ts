import type { DynamicAuthorizations } from "#application/authorize-sessions";
import type { LocalView } from "#application/local-view";
import type { Session } from "#domain/session";

const mostRemembered = 100_000;
const againAfterMs = 300_000;

/**
 * Notices live sessions that enforce an older service state than the newest: one that began while the state changed, or whose NAS could not
 * be reached then and reports again now. Each is asked for at most once in five minutes.
 */
export function changesWantedWith(deps: {
  view: LocalView;
  wanted: Pick<DynamicAuthorizations, "wantChanges">;
  clock: () => Date;
  failed: (error: unknown) => void;
}): { check(sessions: readonly Session[]): void } {
  let asked = new Map<string, { version: bigint; atMs: number }>();
  return {
    check(sessions) {
      const at = deps.clock();
      const ids: string[] = [];
      for (const { sessionId, customerId, appliedVersion, end } of sessions) {
        if (customerId === undefined || end) continue;
        const version = deps.view.subscriberOf(customerId)?.service?.version;
        if (version === undefined || version <= appliedVersion) continue;
        const before = asked.get(sessionId);
        if (before && before.version >= version && at.getTime() - before.atMs < againAfterMs) continue;
        if (asked.size >= mostRemembered) asked = new Map();
        asked.set(sessionId, { version, atMs: at.getTime() });
        ids.push(sessionId);
      }
      if (ids.length > 0) deps.wanted.wantChanges(ids, at).catch(deps.failed);
    },
  };
}
