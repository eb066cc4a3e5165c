import type { LocalDate } from "@beacom/time";
import type { VatTreatment } from "#domain/postpaid/vat";

/** What an unpaid customer may still use. */
export type ServiceRestriction = "none" | "walled-garden" | "suspended" | "terminated";
export const severity: readonly ServiceRestriction[] = ["none", "walled-garden", "suspended", "terminated"];

/** What happens so many days after an invoice was due; before it, when negative, which only reminders may be. */
export type DunningStep = { readonly daysAfterDue: number } & (
  | Told<"remind">
  | Told<"walled-garden">
  | Told<"suspend">
  | Told<"terminate">
  | {
      readonly action: "fee";
      readonly description: string;
      readonly feeCents: bigint;
      readonly vat: VatTreatment;
    }
);
type Told<Action> = { readonly action: Action; readonly channel: string; readonly template: string };
export type DunningAction = DunningStep["action"];

/** Steps in the order of their days. */
export type DunningCampaign = {
  readonly campaignId: string;
  readonly steps: readonly DunningStep[];
  /** Nobody is reminded of less. */
  readonly ignoreBelowCents: bigint;
};

export const noDunning: DunningCampaign = { campaignId: "none", steps: [], ignoreBelowCents: 0n };

export const restrictionOf: Readonly<Partial<Record<DunningAction, ServiceRestriction>>> = {
  "walled-garden": "walled-garden",
  suspend: "suspended",
  terminate: "terminated",
};

/** What is wrong with it, in words; undefined if nothing is. */
export function campaignProblem({ steps, ignoreBelowCents }: DunningCampaign): string | undefined {
  if (ignoreBelowCents < 0n) return "the amount below which nobody is reminded is negative";
  for (const [index, step] of steps.entries()) {
    const place = `step ${index + 1}`;
    if (!Number.isSafeInteger(step.daysAfterDue)) return `${place} has no day`;
    if (step.daysAfterDue < 1 && step.action !== "remind") return `${place} acts before the invoice is overdue`;
    if (step.daysAfterDue < (steps[index - 1]?.daysAfterDue ?? -Infinity))
      return `${place} is before the step before it`;
    if (step.action === "fee" && step.feeCents <= 0n) return `${place} charges nothing`;
  }
  return undefined;
}

/** The last step that was taken, and when. */
export type StepTaken = {
  readonly campaignId: string;
  readonly step: number;
  readonly daysAfterDue: number;
  readonly on: LocalDate;
  /** The due date that the days were counted from. */
  readonly dueOn: LocalDate;
};

/** The step after the one taken last. Of a campaign that is another by now, the first one that lies later. */
export function nextStep(campaign: DunningCampaign, last: StepTaken | null): number | undefined {
  const index =
    last === null
      ? 0
      : last.campaignId === campaign.campaignId
        ? last.step + 1
        : campaign.steps.findIndex(({ daysAfterDue }) => daysAfterDue > last.daysAfterDue);
  return index >= 0 && index < campaign.steps.length ? index : undefined;
}
