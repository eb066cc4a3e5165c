import { ok, type Result, refuse } from "@beacom/result";
import { localDate } from "@beacom/time";
import type { Evidence, Happened, InRicaTransaction, KeptCase, RicaRecords } from "#application/rica/ports";
import { standingChanged } from "#application/rica/standing";
import type { CustomerUnknown } from "#application/rica/submit";
import type { Actor } from "#domain/events";
import { staffAct } from "#domain/privacy/staff-act";
import { nameOf } from "#domain/privacy/who";
import type { RicaDetails } from "#domain/rica/details";
import {
  decideRejection,
  decideReview,
  decideVerification,
  type RicaCase,
  type RicaRefusal,
} from "#domain/rica/rica-case";

type Needs = { inTransaction: InRicaTransaction; clock: () => Date };
export type ReviewRefusal = RicaRefusal | CustomerUnknown;
export type OpenEvidenceRefusal = CustomerUnknown | { kind: "evidence-unknown" | "reason-missing" };
export type UnderReview = { kept: KeptCase; details: RicaDetails; evidence: Evidence[]; history: Happened[] };
type Asked = { by: Actor; customerId: string };

export type BeginReview = (request: Asked) => Promise<Result<UnderReview, ReviewRefusal>>;
export type OpenEvidence = (
  request: Asked & { evidenceId: string; reason: string },
) => Promise<Result<Evidence & { content: Uint8Array }, OpenEvidenceRefusal>>;
export type Verify = (request: Asked & { basis: string }) => Promise<Result<KeptCase, ReviewRefusal>>;
export type Reject = (request: Asked & { reason: string }) => Promise<Result<KeptCase, ReviewRefusal>>;

/** Shows what was typed, and says who looks at it now. */
export function beginReviewWith({ inTransaction, clock }: Needs): BeginReview {
  return async ({ by, customerId }) =>
    inTransaction(async ({ rica, publish }) => {
      const at = clock();
      const kept = await rica.hold(customerId);
      if (!kept) return refuse({ kind: "customer-unknown" });
      const decided = decideReview(kept.now, nameOf(by), at);
      if (!decided.ok) return decided;
      const now = decided.value;
      await rica.write(customerId, now);
      await rica.addHistory(customerId, { at, happened: "review-begun", byWhom: nameOf(by), note: "" });
      const details = await detailsOf(rica, customerId);
      const evidence = await rica.evidence(customerId);
      const history = await rica.history(customerId);
      const act = staffAct(by, { customerId, action: "rica.review-begun", at });
      await publish([standingChanged(customerId, now, at), ...act]);
      return ok({ kept: { ...kept, now }, details, evidence, history });
    });
}

/** Each look at a paper is written down before the paper is handed out: reading is what has to be answered for. */
export function openEvidenceWith({ inTransaction, clock }: Needs): OpenEvidence {
  return async ({ by, customerId, evidenceId, reason: text }) => {
    const reason = text.trim();
    if (reason === "") return refuse({ kind: "reason-missing" });
    return inTransaction(async ({ rica, publish }) => {
      const at = clock();
      if (!(await rica.hold(customerId))) return refuse({ kind: "customer-unknown" });
      const opened = await rica.openEvidence(customerId, evidenceId);
      if (!opened) return refuse({ kind: "evidence-unknown" });
      await rica.addHistory(customerId, { at, happened: "evidence-opened", byWhom: nameOf(by), note: opened.kind });
      const after = { evidenceId, kind: opened.kind };
      await publish(staffAct(by, { customerId, action: "rica.evidence-opened", at, reason, after }));
      return ok(opened);
    });
  };
}

export function verifyWith({ inTransaction, clock }: Needs): Verify {
  return async ({ by, customerId, basis }) =>
    inTransaction(async (records) => {
      const at = clock();
      const kept = await records.rica.hold(customerId);
      if (!kept) return refuse({ kind: "customer-unknown" });
      if (kept.now.state !== "in-review") return refuse({ kind: "nothing-to-review" });
      const details = await detailsOf(records.rica, customerId);
      const given = { reviewer: nameOf(by), basis, details, today: localDate(at), at };
      return written(records, { by, kept, at, note: basis }, decideVerification(kept.now, given));
    });
}

export function rejectWith({ inTransaction, clock }: Needs): Reject {
  return async ({ by, customerId, reason }) =>
    inTransaction(async (records) => {
      const at = clock();
      const kept = await records.rica.hold(customerId);
      if (!kept) return refuse({ kind: "customer-unknown" });
      return written(
        records,
        { by, kept, at, note: reason },
        decideRejection(kept.now, { reviewer: nameOf(by), reason, at }),
      );
    });
}

async function written(
  { rica, publish }: Parameters<Parameters<InRicaTransaction>[0]>[0],
  { by, kept, at, note }: { by: Actor; kept: KeptCase; at: Date; note: string },
  decided: Result<RicaCase, RicaRefusal>,
): Promise<Result<KeptCase, RicaRefusal>> {
  if (!decided.ok) return decided;
  const { customerId } = kept;
  const now = decided.value;
  await rica.write(customerId, now);
  await rica.addHistory(customerId, { at, happened: now.state, byWhom: nameOf(by), note: note.trim() });
  const change = { before: kept.now.state, after: now.state };
  const act = staffAct(by, { customerId, action: `rica.${now.state}`, at, reason: note.trim(), ...change });
  await publish([standingChanged(customerId, now, at), ...act]);
  return ok({ ...kept, now });
}

async function detailsOf(rica: RicaRecords, customerId: string): Promise<RicaDetails> {
  const details = await rica.details(customerId);
  if (!details) throw new Error(`a case without details: ${customerId}`);
  return details;
}
