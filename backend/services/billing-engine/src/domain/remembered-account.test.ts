import assert from "node:assert/strict";
import { valueOf } from "@beacom/result";
import { test } from "vitest";
import { type Account, trimmed } from "#domain/account";
import { after, bought, day, opened, planOf, reportOf } from "#domain/account-examples";
import { decideChargeUsage } from "#domain/charge-usage";
import { differencesFromHistory } from "#domain/remembered-account";

/** Ten bundles used up one after the other and seventy sessions, of which the first are weeks older than the last. */
function longHistory(): Account {
  let account = opened();
  for (let i = 0; i < 70; i++) {
    const at = after(i * day);
    if (i % 7 === 0) account = bought(account, planOf({ octets: 7n }), `bun_${i}`, at).account;
    const report = reportOf(`ses_${i}`, i < 60 ? 7n : 1n, { startedAt: at, reportedAt: at });
    account = valueOf(decideChargeUsage(account, report, { vatBasisPoints: 1_500n, at })).account;
  }
  return account;
}
const whole = longHistory();
const remembered = trimmed(whole);

test("what an account forgot on purpose is no difference from its history", () => {
  assert.ok(remembered.sessions.size < whole.sessions.size && remembered.bundles.length < whole.bundles.length);
  assert.deepEqual(differencesFromHistory(whole, whole), []);
  assert.deepEqual(differencesFromHistory(remembered, whole), []);
});

const [sessionId, session] = [...remembered.sessions].at(-1)!;
const changed: [string, Partial<Account>, string][] = [
  ["more money", { postedCents: whole.postedCents + 1n }, "postedCents"],
  ["a payment that may be credited again", { movements: new Set() }, "movements"],
  ["a better service", { service: { ...whole.service, level: "full" } }, "service"],
  ["a bundle without its use", { bundles: remembered.bundles.map((b) => ({ ...b, octetsUsed: 0n })) }, "bundles"],
  ["a bundle that ended last and is missing", { bundles: remembered.bundles.slice(0, -1) }, "bundles"],
  ["no bundles", { bundles: [] }, "bundles"],
  [
    "fewer octets",
    { sessions: new Map(remembered.sessions).set(sessionId, { ...session, octetsDown: 0n }) },
    "sessions",
  ],
  ["a session that never was", { sessions: new Map(remembered.sessions).set("ses_x", session) }, "sessions"],
  ["sessions that nobody would look up", { forgotUpTo: null }, "sessions"],
  ["a session missing that nobody would look up", { sessions: new Map() }, "sessions"],
];
test.each(changed)("%s is a difference", (_, change, name) => {
  assert.deepEqual(differencesFromHistory({ ...remembered, ...change }, whole), [name]);
});
