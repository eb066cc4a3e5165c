import type { Currency } from "@beacom/money";
import { defaultZone } from "@beacom/time";
import { big, integer, list, nullable, record, type Shape, text, truth } from "#adapters/stored-shape";
import {
  type AfterExhaustion,
  type Allowance,
  type FairUseStep,
  leastRollovers,
  type Plan,
  type Price,
  type Rate,
  type Tariff,
} from "#domain/plan";
import type { UsageWindow } from "#domain/usage-window";
import { type Validity, validityOfSeconds } from "#domain/validity";

export const rateShape: Shape<Rate> = record<Rate>({ downBitsPerSecond: big, upBitsPerSecond: big });

const afterExhaustionRecord = record<{ policy: AfterExhaustion["policy"]; rate: Rate | null }>({
  policy: text(),
  rate: nullable(rateShape),
});
const afterExhaustionShape: Shape<AfterExhaustion> = {
  write: (value) => afterExhaustionRecord.write({ rate: null, ...value }),
  read: (stored) => afterExhaustionOf(afterExhaustionRecord.read(stored)),
};

function afterExhaustionOf({ policy, rate }: { policy: string; rate: Rate | null }): AfterExhaustion {
  if (policy === "throttle" && rate) return { policy, rate };
  if (policy === "walled-garden" || policy === "disconnect") return { policy };
  throw new Error(`${policy} is not a policy of ours${policy === "throttle" ? " without a rate" : ""}`);
}

const priceShape = record<Price>({ currency: text<Currency>(), priceCents: big });
const windowShape = record<UsageWindow>({ weekdays: list(integer), fromMinute: integer, toMinute: integer });
const allowanceShape = record<Allowance>({ name: text(), octets: nullable(big), window: nullable(windowShape) });

export const planShape: Shape<Plan> = record<Plan>({
  planId: text(),
  version: integer,
  zone: text(),
  name: text(),
  kind: text(),
  prices: list(priceShape),
  tax: text(),
  validity: record<Validity>({ count: integer, unit: text() }),
  allowances: list(allowanceShape),
  rate: rateShape,
  fairUse: list(record<FairUseStep>({ afterOctets: big, rate: rateShape })),
  tariff: nullable(record<Tariff>({ unitOctets: big, unitPrices: list(priceShape) })),
  afterExhaustion: afterExhaustionShape,
  rollovers: integer,
  promotional: truth,
  addOn: truth,
  mostPerCustomer: nullable(integer),
  members: integer,
});

const firstForm = record({
  planId: text(),
  version: integer,
  name: text(),
  priceCents: big,
  currency: text<Currency>(),
  octets: big,
  validitySeconds: big,
  rate: rateShape,
  afterExhaustion: afterExhaustionShape,
});

/**
 * A plan as it was stored when it had one balance and one price. It was sold without rollover, so it has none: what a customer bought
 * does not change.
 */
export function planOfFirstForm(stored: unknown): unknown {
  const { planId, version, name, priceCents, currency, octets, validitySeconds, rate, afterExhaustion } =
    firstForm.read(stored);
  return planShape.write({
    planId,
    version,
    zone: defaultZone,
    name,
    kind: "prepaid",
    prices: [{ currency, priceCents }],
    tax: "standard",
    validity: validityOfSeconds(validitySeconds),
    allowances: [{ name, octets, window: null }],
    rate,
    fairUse: [],
    tariff: null,
    afterExhaustion,
    rollovers: 0,
    promotional: false,
    addOn: false,
    mostPerCustomer: null,
    members: 0,
  });
}

/** The same plan on offer today has the rollover that the law asks for. */
export function offerOfFirstForm(stored: unknown): unknown {
  const plan = planShape.read(planOfFirstForm(stored));
  return planShape.write({ ...plan, rollovers: leastRollovers(plan) });
}
