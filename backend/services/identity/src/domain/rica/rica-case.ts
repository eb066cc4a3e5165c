import { ok, type Result, refuse } from "@beacom/result";
import { type EvidenceKind, missingEvidence, type Requirement, type ServiceKind } from "#domain/rica/requirements";
import type { RicaDetails } from "#domain/rica/details";

/** Where the verification of one customer's identity stands. */
export type RicaCase =
  | { state: "not-started" }
  | { state: "submitted"; at: Date; serviceKind: ServiceKind }
  | { state: "in-review"; at: Date; serviceKind: ServiceKind; reviewer: string }
  | {
      state: "verified";
      at: Date;
      serviceKind: ServiceKind;
      reviewer: string;
      basis: string;
      goodUntil: string | undefined;
    }
  | { state: "rejected"; at: Date; serviceKind: ServiceKind; reviewer: string; reason: string }
  | { state: "expired"; at: Date; serviceKind: ServiceKind };

export type RicaState = RicaCase["state"];

export type RicaRefusal =
  | { kind: "evidence-missing"; missing: Requirement }
  | {
      kind:
        | "verified-already"
        | "in-review-already"
        | "submitted-already"
        | "nothing-to-review"
        | "not-your-review"
        | "basis-missing"
        | "reason-missing"
        | "paper-expired";
    };

/**
 * Papers and details can be added as long as nobody judges them, and again when what was judged is no longer good. Who is verified for a hotspot
 * may go on to a line: nothing is lost, because a hotspot is there for everybody.
 */
export function mayAddEvidence(current: RicaCase): Result<true, RicaRefusal> {
  if (current.state === "verified" && current.serviceKind !== "hotspot") return refuse({ kind: "verified-already" });
  if (current.state === "in-review") return refuse({ kind: "in-review-already" });
  if (current.state === "submitted") return refuse({ kind: "submitted-already" });
  return ok(true);
}

/** Details and papers are complete: they wait for somebody to look at them. */
export function decideSubmission(
  current: RicaCase,
  { details, shown, at }: { details: RicaDetails; shown: readonly EvidenceKind[]; at: Date },
): Result<RicaCase, RicaRefusal> {
  const open = mayAddEvidence(current);
  if (!open.ok) return open;
  const { customerKind, serviceKind } = details;
  const missing = missingEvidence(customerKind, serviceKind, shown);
  if (missing.length > 0) return refuse({ kind: "evidence-missing", missing });
  return ok({ state: "submitted", at, serviceKind });
}

/** Somebody else may take a review over: who began it may have gone home. */
export function decideReview(current: RicaCase, reviewer: string, at: Date): Result<RicaCase, RicaRefusal> {
  if (current.state !== "submitted" && current.state !== "in-review") return refuse({ kind: "nothing-to-review" });
  return ok({ state: "in-review", at, serviceKind: current.serviceKind, reviewer });
}

/** `basis` is what was compared with what; a passport is good as long as it is valid. */
export function decideVerification(
  current: RicaCase,
  given: { reviewer: string; basis: string; details: RicaDetails; today: string; at: Date },
): Result<RicaCase, RicaRefusal> {
  const { reviewer, details, today, at } = given;
  const basis = given.basis.trim();
  const mine = underReviewBy(current, reviewer);
  if (!mine.ok) return mine;
  if (basis === "") return refuse({ kind: "basis-missing" });
  const goodUntil = details.identity.paper === "passport" ? details.identity.expiresOn : undefined;
  if (goodUntil !== undefined && goodUntil < today) return refuse({ kind: "paper-expired" });
  return ok({ state: "verified", at, serviceKind: mine.value, reviewer, basis, goodUntil });
}

/** The reason is shown to the customer, who may submit again. */
export function decideRejection(
  current: RicaCase,
  given: { reviewer: string; reason: string; at: Date },
): Result<RicaCase, RicaRefusal> {
  const { reviewer, at } = given;
  const reason = given.reason.trim();
  const mine = underReviewBy(current, reviewer);
  if (!mine.ok) return mine;
  if (reason === "") return refuse({ kind: "reason-missing" });
  return ok({ state: "rejected", at, serviceKind: mine.value, reviewer, reason });
}

/** What becomes of it by the time alone; undefined when nothing does. */
export function decideExpiry(current: RicaCase, today: string, at: Date): RicaCase | undefined {
  if (current.state !== "verified" || current.goodUntil === undefined || current.goodUntil >= today) return undefined;
  return { state: "expired", at, serviceKind: current.serviceKind };
}

function underReviewBy(current: RicaCase, reviewer: string): Result<ServiceKind, RicaRefusal> {
  if (current.state !== "in-review") return refuse({ kind: "nothing-to-review" });
  return current.reviewer === reviewer ? ok(current.serviceKind) : refuse({ kind: "not-your-review" });
}
