import assert from "node:assert/strict";
import { refuse, valueOf } from "@beacom/result";
import { test } from "vitest";
import { after, bought, bundleOf, day, noon, opened, planOf, reportOf, withMoney } from "#domain/account-examples";
import { octetsRemaining } from "#domain/bundle";
import { decideChargeUsage } from "#domain/charge-usage";
import { decideOpenAccount } from "#domain/open-account";
import type { Plan } from "#domain/plan";
import { decideReserveData } from "#domain/reserve-data";
import { decideSendData, decideSendMoney, type SendData } from "#domain/transfer";

const sipho = decideOpenAccount(undefined, { customerId: "cus_sipho", currency: "ZAR", at: noon }).account;
const thandi = (plan: Plan = planOf({ octets: 1_000n, priceCents: 1_150n })) => bought(opened(), plan, "bun_1").account;
const order = (octets: bigint, changes: Partial<SendData> = {}): SendData => ({
  transferId: "trf_1",
  toCustomerId: "cus_sipho",
  bundleId: "bun_1",
  newBundleId: "bun_new",
  octets,
  at: noon,
  ...changes,
});
const sent = (octets: bigint, from = thandi()) => valueOf(decideSendData(from, sipho, order(octets)));

test("the receiver gets a bundle of the same plan that ends when it would have ended, with its part of the price", () => {
  const { sender, receiver } = sent(400n);
  assert.equal(octetsRemaining(bundleOf(sender.account, "bun_1")), 600n);
  const got = bundleOf(receiver.account, "bun_new");
  assert.deepEqual([got.octetsGranted, got.netCents, got.source], [400n, 400n, "transfer"]);
  assert.deepEqual(got.expiresAt, bundleOf(sender.account, "bun_1").expiresAt);
});

test("what was used before is earned here, and only the rest of the price goes along", () => {
  const used = valueOf(
    decideChargeUsage(thandi(), reportOf("ses_1", 250n), { vatBasisPoints: 1_500n, at: after(61) }),
  ).account;
  const { sender, receiver } = valueOf(decideSendData(used, sipho, order(750n, { at: after(62) })));
  assert.equal(bundleOf(receiver.account, "bun_new").netCents, 750n);
  assert.equal(bundleOf(sender.account, "bun_1").state, "used-up");
});

test("asked for again, also with another receiver, nothing moves on either side", () => {
  const { sender, receiver } = sent(1_000n);
  const again = valueOf(decideSendData(sender.account, receiver.account, order(1_000n)));
  assert.deepEqual([again.sender.events, again.receiver.events], [[], []]);
  const rich = withMoney(opened(), 100n);
  const money = { transferId: "trf_2", toCustomerId: "cus_sipho", amountCents: 60n, at: noon };
  const first = valueOf(decideSendMoney(rich, sipho, money));
  const zola = decideOpenAccount(undefined, { customerId: "cus_zola", currency: "ZAR", at: noon }).account;
  const other = valueOf(decideSendMoney(first.sender.account, zola, { ...money, toCustomerId: "cus_zola" }));
  assert.deepEqual([other.sender.events, other.receiver.events], [[], []]);
});

test("what a session has reserved stays with it", () => {
  const reserve = { reservationId: "rsv_1", sessionId: "ses_1", octetsWanted: 300n, expiresAt: after(60), at: noon };
  const reserved = valueOf(decideReserveData(thandi(), reserve)).account;
  assert.deepEqual(decideSendData(reserved, sipho, order(701n)), refuse({ kind: "not-enough-left", octetsLeft: 700n }));
  assert.ok(decideSendData(reserved, sipho, order(701n, { at: after(60) })).ok);
});

test("a bundle that is due to be carried over can be sent, though nobody has looked since its expiry", () => {
  const rolls = thandi(planOf({ octets: 1_000n, rollovers: 1 }));
  const { sender } = valueOf(decideSendData(rolls, sipho, order(10n, { at: after(day + 1) })));
  assert.deepEqual(
    sender.events.map(({ type }) => type),
    ["BundleRolledOver", "DataSent"],
  );
});

test.each([
  ["what is promotional", planOf({ promotional: true }), order(1n), { kind: "not-transferable" }],
  ["what is uncapped", planOf({ octets: null }), order(1n), { kind: "not-transferable" }],
  ["nothing", planOf(), order(0n), { kind: "octets-not-positive" }],
  ["what has expired", planOf(), order(1n, { at: after(day) }), { kind: "bundle-not-active" }],
  ["what one does not have", planOf(), order(1n, { bundleId: "bun_x" }), { kind: "bundle-not-active" }],
  ["to oneself", planOf(), order(1n, { toCustomerId: "cus_thandi" }), { kind: "to-oneself" }],
] as const)("%s cannot be sent", (_, plan, command, refusal) => {
  assert.deepEqual(decideSendData(thandi(plan), sipho, command), refuse(refusal));
});

test("to nobody, or in another currency, nothing is sent", () => {
  assert.deepEqual(decideSendData(thandi(), undefined, order(1n)), refuse({ kind: "receiver-unknown" }));
  const dollars = { ...sipho, currency: "USD" as const };
  assert.deepEqual(decideSendData(thandi(), dollars, order(1n)), refuse({ kind: "currency-differs" }));
});
