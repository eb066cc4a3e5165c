import { newId } from "@beacom/ids";
import { ok, type Result, refuse } from "@beacom/result";
import { type Clock, localDate } from "@beacom/time";
import type { ApprovalNotes } from "#application/approvals/approval-notes";
import { allowanceStream, approvalStream } from "#application/approvals/approval-streams";
import { type CannotMake, type MakeChanges, makingOf } from "#application/approvals/make-change";
import { type ChangeRequest, type DescribeChange, isRequested } from "#application/approvals/describe-change";
import type { ApprovalView, ApprovalViews } from "#application/approvals/views";
import { checkKey, type KeyRefusal } from "#application/idempotency-key";
import type { Streams } from "#application/streams";
import type { ApprovalPolicy } from "#domain/approvals/approval-policy";
import { decidePropose, type ProposeRefusal } from "#domain/approvals/propose-change";

export type ProposeChangeRefusal =
  | ProposeRefusal
  | KeyRefusal
  | { readonly kind: "idempotency-key-reused" | "note-missing" | "note-too-long" | "change-not-offered" }
  /** It would be made at once, and cannot be: the refusal of what it changes. */
  | { readonly kind: "cannot-be-made"; readonly because: string };
export type ProposeChangeUseCase = (command: {
  readonly request: ChangeRequest;
  readonly reasonCode: string;
  readonly note: string;
  readonly staffId: string;
  readonly role: string;
  readonly idempotencyKey: string;
}) => Promise<Result<ApprovalView, ProposeChangeRefusal>>;

const longestNote = 1_000;

/** Makes the change at once if it is within the limits of the one who asks, or keeps it for a second person. */
export const proposeChangeWith =
  (ports: {
    streams: Streams;
    describe: DescribeChange;
    changes: MakeChanges;
    notes: ApprovalNotes;
    views: ApprovalViews;
    policyNow: () => ApprovalPolicy;
    clock: Clock;
    zone: string;
  }): ProposeChangeUseCase =>
  async ({ request, reasonCode, note, staffId, role, idempotencyKey }) => {
    const { streams, describe, changes, notes, views, policyNow, clock, zone } = ports;
    const key = checkKey(idempotencyKey);
    if (!key.ok) return key;
    const text = note.trim();
    if (text === "") return refuse({ kind: "note-missing" });
    if (text.length > longestNote) return refuse({ kind: "note-too-long" });
    const proposalKey = `propose:${staffId}:${key.value}`;
    const same = (known: ApprovalView) =>
      isRequested(known.change, request) ? ok(known) : refuse({ kind: "idempotency-key-reused" });
    const before = await views.proposed(proposalKey);
    if (before) return same(before);
    const described = await describe(request);
    if (!described.ok) return cannotBeMade(described.error);
    const change = described.value;
    const looked = makingOf(changes, change);
    if (!looked) return refuse({ kind: "change-not-offered" });
    const making = await looked;
    if (!making.ok) return cannotBeMade(making.error);

    const approvalId = newId("approval");
    // The clock is asked once: what is written, and when it lapses, belong to one moment.
    const at = clock();
    const noteCommitment = await notes.keep(approvalId, text);
    const read = { ...making.value.read, approval: approvalStream(approvalId), allowance: allowanceStream(staffId) };
    const result = await streams.change<typeof read, ProposeRefusal | { kind: "cannot-be-made"; because: string }>({
      key: proposalKey,
      read,
      decide(states) {
        const proposal = { approvalId, change, reasonCode, noteCommitment, proposalKey, by: staffId, role, at };
        const proposed = decidePropose(states, policyNow(), { ...proposal, day: localDate(at, zone) });
        if (!proposed.ok) return proposed;
        const { approval, allowance, isMade } = proposed.value;
        if (!isMade) return ok({ events: { approval, allowance } });
        const made = making.value.decide(states, { approvalId, by: staffId, approvedBy: null, reasonCode, at });
        if (!made.ok) return cannotBeMade(made.error);
        return ok({ ...made.value, events: { ...made.value.events, approval, allowance } });
      },
    });
    const proposed = await views.proposed(proposalKey);
    if (proposed?.approvalId !== approvalId) await notes.erase(approvalId);
    if (proposed) return same(proposed);
    if (result.ok || result.error.kind === "command-repeated")
      throw new Error(`${proposalKey} was proposed and cannot be found`);
    return { ok: false, error: result.error };
  };

export const cannotBeMade = ({ kind }: CannotMake) => refuse({ kind: "cannot-be-made", because: kind } as const);
