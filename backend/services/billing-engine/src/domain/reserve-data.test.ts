import assert from "node:assert/strict";
import { refuse, valueOf } from "@beacom/result";
import { test } from "vitest";
import { octetsReserved } from "#domain/account";
import { after, bought, bundleOf, megabyte, noon, opened, planOf, reportOf } from "#domain/account-examples";
import { decideChargeUsage } from "#domain/charge-usage";
import { decideReleaseData, decideReserveData } from "#domain/reserve-data";

const account = bought(opened(), planOf({ octets: 100n * megabyte }), "bun_1").account;
const wanted = (megabytes: bigint, id = "1") => ({
  reservationId: `rsv_${id}`,
  sessionId: `ses_${id}`,
  octetsWanted: megabytes * megabyte,
  expiresAt: after(60),
  at: noon,
});
const reserved = (megabytes: bigint, id?: string, of = account) =>
  valueOf(decideReserveData(of, wanted(megabytes, id))).account;

test("a session gets what it asks for while there is plenty, and a quarter of the rest otherwise", () => {
  assert.equal(octetsReserved(reserved(10n), "bun_1"), 10n * megabyte);
  assert.equal(octetsReserved(reserved(90n), "bun_1"), 25n * megabyte);
});

test("what one session has reserved, another does not use", () => {
  const both = reserved(25n);
  const other = reportOf("ses_2", 90n * megabyte);
  const charged = valueOf(decideChargeUsage(both, other, { vatBasisPoints: 1_500n, at: after(61 - 10) }));
  assert.equal(bundleOf(charged.account, "bun_1").octetsUsed, 75n * megabyte);
});

test("a reservation that is over keeps nothing from others, though nobody has looked since", () => {
  const other = reportOf("ses_2", 90n * megabyte);
  const charged = valueOf(decideChargeUsage(reserved(25n), other, { vatBasisPoints: 1_500n, at: after(61) }));
  assert.equal(bundleOf(charged.account, "bun_1").octetsUsed, 90n * megabyte);
});

test("a session's report settles what it reserved, and a new reservation takes the place of the old", () => {
  const own = reportOf("ses_1", megabyte);
  const charged = valueOf(decideChargeUsage(reserved(10n), own, { vatBasisPoints: 1_500n, at: after(30) }));
  assert.equal(charged.account.reservations.size, 0);
  const second = { ...wanted(5n), reservationId: "rsv_new" };
  assert.deepEqual([...valueOf(decideReserveData(reserved(10n), second)).account.reservations.keys()], ["rsv_new"]);
});

test("released twice, or asked for twice, it happens once", () => {
  const released = decideReleaseData(reserved(1n), { reservationId: "rsv_1", at: noon }).account;
  assert.deepEqual(decideReleaseData(released, { reservationId: "rsv_1", at: noon }).events, []);
  assert.deepEqual(valueOf(decideReserveData(reserved(1n), wanted(1n))).events, []);
});

test("of nothing nothing is reserved", () => {
  assert.deepEqual(decideReserveData(opened(), wanted(1n)), refuse({ kind: "nothing-left" }));
  assert.deepEqual(decideReserveData(account, wanted(0n)), refuse({ kind: "octets-not-positive" }));
});
