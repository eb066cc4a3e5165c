import type { Currency } from "@beacom/money";
import { type RefusalFactSchema, RefusalSchema } from "@beacom/proto/common/v1/common";
import type { Result } from "@beacom/result";
import type { MessageInitShape } from "@bufbuild/protobuf";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import { ConnectError } from "@connectrpc/connect";
import { type RefusalKind, refusalCodes } from "#transport/refusal-codes";

type Refusal = { readonly kind: RefusalKind };
type Fact = MessageInitShape<typeof RefusalFactSchema>;

/** A refusal that has nothing more to say than its word. */
export const refusedAs = (kind: RefusalKind): ConnectError => new ConnectError(kind, refusalCodes[kind]);

/** Refusals as errors. What else a refusal says (how much is missing, when to try again) goes along as a detail. */
export function refusalsIn(currency: Currency) {
  const refused = (refusal: Refusal): ConnectError => {
    const { kind, ...rest } = refusal;
    const facts = Object.entries(rest).flatMap(([name, value]) => factOf(name, value, currency) ?? []);
    if (facts.length === 0) return refusedAs(kind);
    return new ConnectError(kind, refusalCodes[kind], undefined, [{ desc: RefusalSchema, value: { kind, facts } }]);
  };
  const answered = <Value>(result: Result<Value, Refusal>): Value => {
    if (!result.ok) throw refused(result.error);
    return result.value;
  };
  return { refused, answered };
}
export type Refusals = ReturnType<typeof refusalsIn>;

function factOf(name: string, value: unknown, currency: Currency): Fact | undefined {
  if (typeof value === "bigint" && name.endsWith("Cents")) {
    const amount = { minorUnits: value, currency };
    return { name: name.slice(0, -"Cents".length), value: { case: "amount", value: amount } };
  }
  if (typeof value === "bigint") return { name, value: { case: "number", value } };
  if (typeof value === "number") return { name, value: { case: "number", value: BigInt(value) } };
  if (typeof value === "string") return { name, value: { case: "text", value } };
  if (value instanceof Date) return { name, value: { case: "at", value: timestampFromDate(value) } };
  if (isRange(value)) return { name, value: { case: "text", value: `${value.first}-${value.last}` } };
  return undefined;
}

const isRange = (value: unknown): value is { first: number; last: number } =>
  typeof value === "object" && value !== null && "first" in value && "last" in value;
