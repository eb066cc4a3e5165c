import assert from "node:assert/strict";
import { refuse, valueOf } from "@beacom/result";
import fc from "fast-check";
import { test } from "vitest";
import { type Approval, type ApprovalEvent, approvalAfter } from "#domain/approvals/approval";
import { usualPolicy } from "#domain/approvals/approval-policy";
import { type Change, stakeOf } from "#domain/approvals/change";
import { decideApprove, decideDecline, decideWithdraw, lapseOf } from "#domain/approvals/decide-on-proposal";
import { decidePropose, type ProposeChange } from "#domain/approvals/propose-change";
import { decideReversed, reversalOf } from "#domain/approvals/reverse-adjustment";
import { allowanceAfter, type StaffAllowance } from "#domain/approvals/staff-allowance";

const noon = new Date("2026-11-27T10:00:00Z");
const week = new Date("2026-12-04T10:00:00Z");
const adjust = (amountCents: bigint): Change => ({
  kind: "adjust-wallet",
  customerId: "cus_a",
  amountCents,
  currency: "ZAR",
});
const propose = (change: Change, changes: Partial<ProposeChange> = {}): ProposeChange => ({
  approvalId: "app_1",
  change,
  reasonCode: "outage",
  noteCommitment: "",
  proposalKey: "key-1",
  by: "stf_one",
  role: "support",
  day: "2026-11-27",
  at: noon,
  ...changes,
});
const nobody = { approval: undefined, allowance: undefined };
const approvalOf = (events: readonly ApprovalEvent[]): Approval => {
  const approval = approvalAfter(undefined, events);
  if (!approval) throw new Error("no approval");
  return approval;
};
const proposal = (change = adjust(50_000n)) =>
  approvalOf(valueOf(decidePropose(nobody, usualPolicy, propose(change))).approval);
const approver = { by: "stf_two", role: "finance", at: noon };

test("a small adjustment is made by one person, a large one waits for a second", () => {
  assert.equal(valueOf(decidePropose(nobody, usualPolicy, propose(adjust(10_000n)))).isMade, true);
  const large = valueOf(decidePropose(nobody, usualPolicy, propose(adjust(-10_001n))));
  assert.equal(large.isMade, false);
  assert.deepEqual(
    large.approval.map(({ type }) => type),
    ["ChangeProposed"],
  );
});

test("a large adjustment is not made as many small ones", () => {
  let allowance: StaffAllowance | undefined;
  const made: boolean[] = [];
  for (let i = 0; i < 6; i++) {
    const proposed = valueOf(decidePropose({ approval: undefined, allowance }, usualPolicy, propose(adjust(10_000n))));
    allowance = allowanceAfter(allowance, proposed.allowance);
    made.push(proposed.isMade);
  }
  assert.deepEqual(made, [true, true, true, true, true, false]);
  const tomorrow = propose(adjust(10_000n), { day: "2026-11-28" });
  assert.equal(valueOf(decidePropose({ approval: undefined, allowance }, usualPolicy, tomorrow)).isMade, true);
});

test("what nobody may do, and who may not even propose it, is refused", () => {
  const over = decidePropose(nobody, usualPolicy, propose(adjust(5_000_001n)));
  assert.deepEqual(over, refuse({ kind: "over-ceiling", ceilingCents: 5_000_000n }));
  const credit: Change = { kind: "set-credit-limit", resellerId: "res_a", creditLimitCents: 1n, currency: "ZAR" };
  assert.deepEqual(decidePropose(nobody, usualPolicy, propose(credit)), refuse({ kind: "not-permitted" }));
  const nobodysRole = propose(adjust(1n), { role: "constructor" });
  assert.deepEqual(decidePropose(nobody, usualPolicy, nobodysRole), refuse({ kind: "not-permitted" }));
  const reason = propose(adjust(1n), { reasonCode: "because" });
  assert.deepEqual(decidePropose(nobody, usualPolicy, reason), refuse({ kind: "reason-unknown" }));
  assert.deepEqual(decidePropose(nobody, usualPolicy, propose(adjust(0n))), refuse({ kind: "nothing-to-change" }));
});

test("taking a credit limit away needs a second person too", () => {
  const credit: Change = { kind: "set-credit-limit", resellerId: "res_a", creditLimitCents: 0n, currency: "ZAR" };
  assert.equal(valueOf(decidePropose(nobody, usualPolicy, propose(credit, { role: "finance" }))).isMade, false);
});

test("nobody approves or declines what they proposed themselves", () => {
  const own = { ...approver, by: "stf_one" };
  assert.deepEqual(decideApprove(proposal(), usualPolicy, own), refuse({ kind: "proposer-cannot-approve" }));
  assert.deepEqual(decideDecline(proposal(), usualPolicy, own), refuse({ kind: "proposer-cannot-decline" }));
  assert.ok(decideApprove(proposal(), usualPolicy, approver).ok);
});

test("an approver's role has a limit of its own", () => {
  const support = { ...approver, role: "support" };
  assert.deepEqual(decideApprove(proposal(), usualPolicy, support), refuse({ kind: "not-permitted" }));
  assert.deepEqual(decideDecline(proposal(), usualPolicy, support), refuse({ kind: "not-permitted" }));
  const large = proposal(adjust(500_001n));
  assert.deepEqual(
    decideApprove(large, usualPolicy, approver),
    refuse({ kind: "over-approver-limit", limitCents: 500_000n }),
  );
  assert.ok(decideApprove(large, usualPolicy, { ...approver, role: "owner" }).ok);
});

test("a proposal is withdrawn by who made it, and by nobody else", () => {
  const byAnother = decideWithdraw(proposal(), { by: "stf_two", at: noon });
  assert.deepEqual(byAnother, refuse({ kind: "proposed-by-another" }));
  assert.ok(decideWithdraw(proposal(), { by: "stf_one", at: noon }).ok);
});

test("a proposal that nobody decided on has lapsed after a week, whether or not that was written down", () => {
  const lapsed = refuse({ kind: "proposal-not-open", state: "expired" });
  assert.deepEqual(decideApprove(proposal(), usualPolicy, { ...approver, at: week }), lapsed);
  assert.deepEqual(lapseOf(proposal(), week), [{ type: "ProposalLapsed", at: week }]);
  assert.deepEqual(lapseOf(proposal(), noon), []);
  assert.deepEqual(lapseOf(undefined, week), []);
});

test("a proposal is decided once, whatever is tried in whatever order", () => {
  const tries = fc.array(fc.constantFrom("approve", "decline", "withdraw", "lapse"), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(tries, fc.boolean(), (order, isLate) => {
      let approval = proposal();
      let decided = 0;
      const at = isLate ? week : noon;
      for (const next of order) {
        const result = {
          approve: () => decideApprove(approval, usualPolicy, { ...approver, at }),
          decline: () => decideDecline(approval, usualPolicy, { ...approver, at }),
          withdraw: () => decideWithdraw(approval, { by: "stf_one", at }),
          lapse: () => ({ ok: true, value: lapseOf(approval, at) }) as const,
        }[next as "approve"]();
        if (!result.ok || result.value.length === 0) continue;
        approval = approvalAfter(approval, result.value)!;
        decided++;
      }
      assert.ok(decided <= 1);
      if (isLate) assert.notEqual(approval.state, "made");
    }),
  );
});

test("an adjustment is taken back by its opposite, once", () => {
  const made = approvalOf(valueOf(decidePropose(nobody, usualPolicy, propose(adjust(-10_000n)))).approval);
  const reversal = valueOf(reversalOf("app_1", made));
  assert.equal(reversal.amountCents, 10_000n);
  const reversed = valueOf(decideReversed(reversal, made, { reversalId: "app_2", at: noon }));
  const after = approvalAfter(made, reversed);
  assert.equal(after?.reversalId, "app_2");
  const again = decideReversed(reversal, after, { reversalId: "app_3", at: noon });
  assert.deepEqual(again, refuse({ kind: "adjustment-reversed-before" }));
  assert.deepEqual(reversalOf("app_1", proposal()), refuse({ kind: "adjustment-not-made" }));
  assert.deepEqual(reversalOf("app_1", undefined), refuse({ kind: "adjustment-unknown" }));
});

test("what is at stake is never negative", () => {
  assert.equal(stakeOf(adjust(-5n)), 5n);
  assert.equal(stakeOf({ kind: "write-off", customerId: "c", invoiceId: "i", amountCents: 7n, currency: "ZAR" }), 7n);
});
