import { type EventShapes, storedEvents } from "#adapters/stored-events";
import type { StoredKind } from "#adapters/stored-kind";
import { big, integer, list, nullable, record, type Shape, text } from "#adapters/stored-shape";
import { variants } from "#adapters/stored-variants";
import { ruleHistories } from "#application/rules/rules";
import type { ApprovalPolicy, RoleLimit } from "#domain/approvals/approval-policy";
import type { DunningCampaign, DunningStep } from "#domain/postpaid/dunning-campaign";
import type { VatTreatment } from "#domain/postpaid/vat";
import type { HouseRulesEvent, RulesSet } from "#domain/rules/house-rules";

const reminder = { daysAfterDue: integer, channel: text(), template: text() };

const stepShape = variants<"action", DunningStep>("action", {
  remind: record(reminder),
  "walled-garden": record(reminder),
  suspend: record(reminder),
  terminate: record(reminder),
  fee: record({ daysAfterDue: integer, description: text(), feeCents: big, vat: text<VatTreatment>() }),
});
const campaignShape = record<DunningCampaign>({
  campaignId: text(),
  steps: list(stepShape),
  ignoreBelowCents: big,
});

/** An object whose keys are data. */
const byName = <T>(shape: Shape<T>): Shape<Readonly<Record<string, T>>> => ({
  write: (values) => Object.fromEntries(Object.entries(values).map(([name, value]) => [name, shape.write(value)])),
  read(stored) {
    if (typeof stored !== "object" || stored === null) throw new Error("expected values by name");
    return Object.fromEntries(Object.entries(stored).map(([name, value]) => [name, shape.read(value)]));
  },
});
const limitShape = record<RoleLimit>({ aloneCents: big, alonePerDayCents: big, approveCents: nullable(big) });

const shapes: EventShapes<HouseRulesEvent> = {
  VatRateSet: record({ from: text(), basisPoints: big, by: text(), key: text() }),
  DunningCampaignSet: record({ segment: text(), campaign: campaignShape, by: text(), key: text() }),
  DunningCampaignRemoved: record({ segment: text(), by: text(), key: text() }),
  ApprovalPolicySet: record({
    policy: record<ApprovalPolicy>({
      limits: byName(byName(limitShape)),
      ceilingCents: byName(big),
      reasonCodes: list(text()),
      validSeconds: integer,
    }),
    by: text(),
    key: text(),
  }),
};

export const rulesKind: StoredKind<RulesSet, HouseRulesEvent> = {
  kind: ruleHistories,
  ...storedEvents<HouseRulesEvent>(shapes),
  tables: {},
  // There is one short history, and it is read whole.
  project: () => Promise.resolve(),
};
