import { ok, type Result, refuse } from "@beacom/result";
import { localDate } from "@beacom/time";
import type { Evidence, InRicaTransaction, KeptCase } from "#application/rica/ports";
import { standingChanged } from "#application/rica/standing";
import { staffAct } from "#domain/privacy/staff-act";
import { nameOf, type Who } from "#domain/privacy/who";
import { checkDetails, type DetailsRefusal, type RicaDetails } from "#domain/rica/details";
import { type EvidenceFileRefusal, readEvidence } from "#domain/rica/evidence-file";
import { isEvidenceKind } from "#domain/rica/requirements";
import { decideSubmission, mayAddEvidence, type RicaCase, type RicaRefusal } from "#domain/rica/rica-case";

type Needs = { inTransaction: InRicaTransaction; newEvidenceId: () => string; clock: () => Date };
export type CustomerUnknown = { kind: "customer-unknown" };
export type AddEvidenceRefusal =
  | RicaRefusal
  | EvidenceFileRefusal
  | CustomerUnknown
  | { kind: "evidence-kind-unknown" };
export type SubmitRefusal = RicaRefusal | DetailsRefusal | CustomerUnknown;

export type AddEvidence = (request: {
  by: Who;
  customerId: string;
  kind: string;
  content: Uint8Array;
}) => Promise<Result<Evidence, AddEvidenceRefusal>>;
export type SubmitDetails = (request: {
  by: Who;
  customerId: string;
  details: RicaDetails;
}) => Promise<Result<KeptCase, SubmitRefusal>>;

/** One paper, by the customer or by staff who has it in hand. */
export function addEvidenceWith({ inTransaction, newEvidenceId, clock }: Needs): AddEvidence {
  return async ({ by, customerId, kind, content }) => {
    if (!isEvidenceKind(kind)) return refuse({ kind: "evidence-kind-unknown" });
    const type = readEvidence(content);
    if (!type.ok) return type;
    const at = clock();
    return inTransaction(async ({ rica, publish }) => {
      const kept = await rica.hold(customerId);
      if (!kept) return refuse({ kind: "customer-unknown" });
      const open = mayAddEvidence(kept.now);
      if (!open.ok) return open;
      const evidence = {
        evidenceId: newEvidenceId(),
        kind,
        mediaType: type.value,
        octets: content.length,
        addedAt: at,
      };
      await rica.addEvidence(customerId, { ...evidence, content });
      await rica.addHistory(customerId, { at, happened: "evidence-added", byWhom: nameOf(by), note: kind });
      await publish(staffAct(by, { customerId, action: "rica.evidence-added", at, after: { kind } }));
      return ok(evidence);
    });
  };
}

/** Details and papers together go to whoever reviews. */
export function submitWith({ inTransaction, clock }: Needs): SubmitDetails {
  return async ({ by, customerId, details }) => {
    const at = clock();
    const checked = checkDetails(details, localDate(at));
    if (!checked.ok) return checked;
    return inTransaction(async ({ rica, publish }) => {
      const kept = await rica.hold(customerId);
      if (!kept) return refuse({ kind: "customer-unknown" });
      const shown = (await rica.evidence(customerId)).map(({ kind }) => kind);
      const decided = decideSubmission(kept.now, { details: checked.value, shown, at });
      if (!decided.ok) return decided;
      const now: RicaCase = decided.value;
      await rica.write(customerId, now, checked.value);
      await rica.addHistory(customerId, { at, happened: "submitted", byWhom: nameOf(by), note: details.serviceKind });
      const act = staffAct(by, { customerId, action: "rica.submitted", at, after: { service: details.serviceKind } });
      await publish([standingChanged(customerId, now, at), ...act]);
      return ok({ ...kept, now });
    });
  };
}
