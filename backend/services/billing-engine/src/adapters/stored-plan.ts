import type { Currency } from "@beacom/money";
import { big, integer, nullable, record, type Shape, text } from "#adapters/stored-shape";
import type { AfterExhaustion, Plan, Rate } from "#domain/plan";

export const rateShape: Shape<Rate> = record<Rate>({ downBitsPerSecond: big, upBitsPerSecond: big });

const afterExhaustionRecord = record<{ policy: AfterExhaustion["policy"]; rate: Rate | null }>({
  policy: text(),
  rate: nullable(rateShape),
});
const afterExhaustionShape: Shape<AfterExhaustion> = {
  write: (value) => afterExhaustionRecord.write({ rate: null, ...value }),
  read: (stored) => afterExhaustionOf(afterExhaustionRecord.read(stored)),
};

export function afterExhaustionOf({ policy, rate }: { policy: string; rate: Rate | null }): AfterExhaustion {
  if (policy === "throttle" && rate) return { policy, rate };
  if (policy === "walled-garden" || policy === "disconnect") return { policy };
  throw new Error(`${policy} is not a policy of ours${policy === "throttle" ? " without a rate" : ""}`);
}

export const planShape: Shape<Plan> = record<Plan>({
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
