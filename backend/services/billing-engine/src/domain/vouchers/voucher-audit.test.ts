import assert from "node:assert/strict";
import { valueOf } from "@beacom/result";
import { test } from "vitest";
import { approvalAuditOf } from "#domain/approvals/approval-audit";
import { resellerAuditOf } from "#domain/resellers/reseller-audit";
import { resellerWith, saleOf } from "#domain/resellers/reseller-examples";
import { decideSellFromFloat } from "#domain/resellers/sell-from-float";
import { decideGenerateBatch } from "#domain/vouchers/generate-batch";
import { decideRedeem } from "#domain/vouchers/redeem-voucher";
import { decideSellVouchers } from "#domain/vouchers/sell-vouchers";
import { batchAuditOf, voucherAuditOf } from "#domain/vouchers/voucher-audit";
import { batchOf, generation, move, noon, soldBatch } from "#domain/vouchers/voucher-examples";

const [generated] = valueOf(decideGenerateBatch(undefined, generation()));
const [sold] = valueOf(decideSellVouchers(batchOf(), { ...move(1, 5), seller: null, saleKey: "s" }));

test("a voucher that was sold twice, for too little or for too short is found", () => {
  const seen = (...events: Parameters<ReturnType<typeof batchAuditOf>["see"]>[0][]) => {
    const audit = batchAuditOf("vbt_1");
    return events.flatMap(audit.see);
  };
  assert.deepEqual(seen(generated!, sold!), []);
  assert.equal(seen(generated!, sold!, sold!).length, 5);
  assert.match(seen(generated!, { ...sold!, entries: [] })[0]!, /owes other than/);
  const short = { ...sold!, sale: { ...sold!.sale, expiresAt: new Date(noon.getTime() + 1) } };
  assert.match(seen(generated!, short)[0]!, /less than three years/);
  const outside = { ...sold!, ranges: [{ first: 100, last: 101 }] };
  assert.match(seen(generated!, outside)[0]!, /voucher 101, which is not of the batch/);
});

test("a voucher that ended twice is found", () => {
  const [redeemed] = valueOf(decideRedeem(soldBatch(), undefined, { ordinal: 1, customerId: "cus_a", at: noon }));
  const audit = voucherAuditOf("vbt_1-1");
  assert.deepEqual(audit.see(redeemed!), []);
  assert.match(audit.see(redeemed!)[0]!, /had ended/);
});

test("a sale beyond the float, or a commission above the price, is found", () => {
  const { reseller: sale } = valueOf(
    decideSellFromFloat({ reseller: resellerWith(10_000n), master: undefined }, saleOf(1_000n)),
  );
  const problems = resellerAuditOf("res_a").see(sale);
  assert.equal(problems.length, 2);
  assert.match(problems.join(), /the float is not what its entries say.*beyond float and credit/);
  assert.match(
    resellerAuditOf("res_a")
      .see({ ...sale, commissionCents: 1_001n })
      .join(),
    /more than the price/,
  );
});

test("an approval by who proposed it, too late or twice is found", () => {
  const proposed = {
    type: "ChangeProposed",
    change: { kind: "adjust-wallet", customerId: "cus_a", amountCents: 1n, currency: "ZAR" },
    reasonCode: "outage",
    noteCommitment: "",
    proposalKey: "k",
    by: "stf_one",
    role: "support",
    expiresAt: new Date(noon.getTime() + 1),
    at: noon,
  } as const;
  const approved = { type: "ChangeApproved", by: "stf_two", role: "finance", at: noon } as const;
  const seen = (...events: Parameters<ReturnType<typeof approvalAuditOf>["see"]>[0][]) =>
    events.flatMap(approvalAuditOf("apv_1").see);
  assert.deepEqual(seen(proposed, approved), []);
  assert.match(seen(proposed, { ...approved, by: "stf_one" })[0]!, /by who proposed it/);
  assert.match(seen(proposed, { ...approved, at: proposed.expiresAt })[0]!, /too late/);
  assert.match(seen(proposed, approved, approved)[0]!, /after it was decided/);
  assert.match(seen(approved)[0]!, /nobody proposed/);
});
