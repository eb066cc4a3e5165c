import { isDeepStrictEqual } from "node:util";
import type { Account, ChargedSession } from "#domain/account";
import type { Bundle } from "#domain/bundle";

/**
 * In what an account that was remembered differs from its whole history, in words. What it forgot is no difference as long as no
 * decision can tell: bundles that ended before all those that it knows, and sessions that it knows to look up.
 */
export function differencesFromHistory(remembered: Account, whole: Account): string[] {
  const { bundles, sessions, forgotUpTo, ...others } = remembered;
  const { bundles: allBundles, sessions: allSessions, forgotUpTo: _, ...wholeOthers } = whole;
  const names = Object.keys(others) as (keyof typeof others)[];
  return [
    ...names.filter((name) => !isDeepStrictEqual(others[name], wholeOthers[name])),
    ...(isSameBundles(bundles, allBundles) ? [] : ["bundles"]),
    ...(isSameSessions({ sessions, forgotUpTo }, allSessions) ? [] : ["sessions"]),
  ];
}

function isSameBundles(remembered: readonly Bundle[], all: readonly Bundle[]): boolean {
  const known = new Set(remembered.map(({ bundleId }) => bundleId));
  const kept = all.filter(({ bundleId }) => known.has(bundleId));
  if (!isDeepStrictEqual(remembered, kept)) return false;
  const firstKeptEnd = Math.min(...kept.flatMap(({ closedAt }) => (closedAt ? [closedAt.getTime()] : [])));
  const hasEnded = Number.isFinite(firstKeptEnd);
  return all
    .filter(({ bundleId }) => !known.has(bundleId))
    .every(({ closedAt }) => closedAt !== null && hasEnded && closedAt.getTime() <= firstKeptEnd);
}

function isSameSessions(remembered: Pick<Account, "sessions" | "forgotUpTo">, all: Account["sessions"]): boolean {
  const { sessions, forgotUpTo } = remembered;
  for (const sessionId of sessions.keys()) if (!all.has(sessionId)) return false;
  return [...all].every(([sessionId, session]) => {
    const known = sessions.get(sessionId);
    return known ? isSameSession(known, session) : forgotUpTo !== null && session.startedAt <= forgotUpTo;
  });
}

/** A session that was forgotten and came back has been heard of last when it came back, by what is remembered. */
function isSameSession({ lastReportAt, ...known }: ChargedSession, { lastReportAt: last, ...session }: ChargedSession) {
  return isDeepStrictEqual(known, session) && lastReportAt <= last;
}
