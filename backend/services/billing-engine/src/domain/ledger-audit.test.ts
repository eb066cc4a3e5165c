import assert from "node:assert/strict";
import { valueOf } from "@beacom/result";
import { test } from "vitest";
import { bought, bundleOf, noon, opened, planOf, withMoney } from "#domain/account-examples";
import type { AccountEvent } from "#domain/account-event";
import { decideOpenAccount } from "#domain/open-account";
import { type AuditedFact, ledgerAudit } from "#domain/ledger-audit";
import { decideSendData, decideSendMoney } from "#domain/transfer";

const sipho = decideOpenAccount(undefined, { customerId: "cus_sipho", currency: "ZAR", at: noon }).account;

function transfers(): AuditedFact[] {
  const thandi = bought(withMoney(opened(), 500n), planOf({ octets: 100n }), "bun_1").account;
  const parties = { toCustomerId: "cus_sipho", at: noon };
  const money = valueOf(decideSendMoney(thandi, sipho, { ...parties, transferId: "trf_1", amountCents: 50n }));
  const data = { ...parties, transferId: "trf_2", bundleId: bundleOf(thandi, "bun_1").bundleId, newBundleId: "bun_2" };
  const sent = valueOf(decideSendData(money.sender.account, money.receiver.account, { ...data, octets: 10n }));
  const of = (id: string, events: readonly AccountEvent[]) => events.map((event) => ({ name: "account", id, event }));
  return [
    ...of("cus_thandi", [...money.sender.events, ...sent.sender.events]),
    ...of("cus_sipho", [...money.receiver.events, ...sent.receiver.events]),
  ];
}
function problemsOf(facts: readonly AuditedFact[]): string {
  const audit = ledgerAudit();
  return [...facts.flatMap(audit.see), ...audit.atTheEnd()].join("\n");
}
const without = (type: string) => transfers().filter(({ event }) => event.type !== type);
const changed = (type: string, changes: object) =>
  transfers().map((fact) => (fact.event.type === type ? { ...fact, event: { ...fact.event, ...changes } } : fact));

test("transfers that arrive leave nothing in flight", () => assert.equal(problemsOf(transfers()), ""));

test.each([
  ["money that never arrives", without("WalletCredited"), /trf_1: 50 cents from cus_thandi to cus_sipho never arrived/],
  [
    "data that nobody sent",
    without("DataSent"),
    /trf_2: 10 octets, \d+ cents from cus_thandi to cus_sipho were never sent/,
  ],
  ["what is in flight at the end", without("WalletCredited"), /50 ZAR cents are in flight/],
  ["more octets than were sent", changed("DataReceived", { octets: 11n }), /what was sent is not what was received/],
  [
    "money for somebody else",
    changed("WalletDebited", { reference: "cus_x" }),
    /what was sent is not what was received/,
  ],
  [
    "a ledger that does not add up",
    changed("WalletDebited", { entries: [{ account: "customer-wallet", amountCents: 50n, currency: "ZAR" }] }),
    /the ledger is out by 50 ZAR cents/,
  ],
] as const)("%s is found", (_, facts, problem) => assert.match(problemsOf(facts), problem));

test("a wallet that another kind of history moves is found", () => {
  const entries = [{ account: "customer-wallet", amountCents: 1n, currency: "ZAR" }];
  const fact = { name: "voucher", id: "vch_1", event: { type: "VoucherExpired", entries } };
  assert.match(problemsOf([fact]), /voucher\/vch_1: VoucherExpired moves customer-wallet, which is no voucher's/);
});

test("shared use that the owner does not know of is found", () => {
  const event = { type: "UsageCharged", shared: { ownerId: "cus_thandi", octets: 7n }, entries: [] };
  assert.match(
    problemsOf([{ name: "account", id: "cus_sipho", event }]),
    /cus_sipho used of cus_thandi differs by 7 octets/,
  );
});
