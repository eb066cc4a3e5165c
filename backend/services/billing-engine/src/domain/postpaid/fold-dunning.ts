import { datePlusDays, type LocalDate } from "@beacom/time";
import { restrictionOf, type ServiceRestriction, severity } from "#domain/postpaid/dunning-campaign";
import { openInvoices } from "#domain/postpaid/postpaid";
import type { PostpaidEvent } from "#domain/postpaid/postpaid-event";
import type { PostpaidDraft } from "#domain/postpaid/postpaid-fold";

/** What was done about unpaid invoices, and when there may be more to do. */
export function foldDunning(draft: PostpaidDraft, event: PostpaidEvent): void {
  const change = (changes: Partial<PostpaidDraft["dunning"]>) => (draft.dunning = { ...draft.dunning, ...changes });
  switch (event.type) {
    case "InvoiceIssued":
      look(draft, event.dunOn);
      break;
    case "WriteOffRecovered":
    case "PaymentReversed":
      if (event.type === "PaymentReversed") addPaid(draft, -event.amountCents);
      if (event.dunOn !== null) look(draft, event.dunOn);
      break;
    case "CreditAllocated":
    case "CreditNoteIssued":
    case "InvoiceWrittenOff":
      if (!isHeld(draft) && draft.dunning.nextOn !== null && openInvoices(draft).length === 0) change({ nextOn: null });
      break;
    case "PaymentReceived":
      addPaid(draft, event.amountCents);
      break;
    case "DunningStepTaken": {
      const { campaignId, step, daysAfterDue, on, dueOn, nextOn, action } = event;
      const stage = stricter(draft.dunning.stage, restrictionOf[action] ?? "none");
      change({ last: { campaignId, step, daysAfterDue, on, dueOn }, nextOn, stage });
      break;
    }
    case "DunningScheduled":
      change({ nextOn: event.nextOn });
      break;
    case "DunningCleared":
      change({
        last: null,
        stage: afterClearing(draft.dunning.stage),
        promise: null,
        brokenPromises: 0,
        nextOn: event.nextOn,
      });
      break;
    case "DunningExempted":
      change({
        exemption: { until: event.until },
        stage: afterClearing(draft.dunning.stage),
        last: null,
        promise: null,
        nextOn: event.until && datePlusDays(event.until, 1),
      });
      break;
    case "DunningExemptionEnded":
      change({ exemption: null, nextOn: event.nextOn });
      break;
    case "PromiseMade": {
      const { promiseId, amountCents, by, restoresService } = event;
      change({ promise: { promiseId, amountCents, by, restoresService, paidCents: 0n }, nextOn: datePlusDays(by, 1) });
      break;
    }
    case "PromiseKept":
      change({ promise: null, nextOn: event.nextOn });
      break;
    case "PromiseBroken":
      change({ promise: null, brokenPromises: draft.dunning.brokenPromises + 1 });
      break;
    case "ServiceRestrictionChanged":
      change({ restriction: event.restriction, ...(event.restriction === "none" && startsAnew(draft)) });
      break;
    default:
  }
}

/** A terminated contract does not come back by being paid for; a new subscription begins anew. */
const afterClearing = (stage: ServiceRestriction): ServiceRestriction => (stage === "terminated" ? stage : "none");
const startsAnew = ({ dunning }: PostpaidDraft) =>
  dunning.stage === "terminated" ? { stage: "none" as const } : undefined;

const stricter = (a: ServiceRestriction, b: ServiceRestriction): ServiceRestriction =>
  severity.indexOf(a) >= severity.indexOf(b) ? a : b;

/** While a promise or an exemption lasts, its end is the next day that matters. */
const isHeld = ({ dunning }: PostpaidDraft): boolean => dunning.promise !== null || dunning.exemption !== null;

function look(draft: PostpaidDraft, on: LocalDate): void {
  if (!isHeld(draft)) draft.dunning = { ...draft.dunning, nextOn: sooner(draft.dunning.nextOn, on) };
}

const sooner = (a: LocalDate | null, b: LocalDate): LocalDate => (a !== null && a < b ? a : b);

function addPaid(draft: PostpaidDraft, cents: bigint): void {
  const { promise } = draft.dunning;
  if (!promise) return;
  draft.dunning = { ...draft.dunning, promise: { ...promise, paidCents: promise.paidCents + cents } };
}
