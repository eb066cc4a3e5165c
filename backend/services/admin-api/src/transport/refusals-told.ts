import { type RefusalFactSchema, RefusalSchema } from "@beacom/proto/common/v1/common";
import type { Result } from "@beacom/result";
import type { MessageInitShape } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";

type Fact = MessageInitShape<typeof RefusalFactSchema>;

/** Refusals as errors: the word as message, what else it says as facts. `codes` has every word there is. */
export const refusalsOf =
  <Kind extends string>(codes: Readonly<Record<Kind, Code>>) =>
  <Value>(result: Result<Value, { readonly kind: Kind }>): Value => {
    if (result.ok) return result.value;
    const { kind, ...rest } = result.error;
    const facts = Object.entries(rest).flatMap(([name, value]) => factsOf(name, value));
    const details = facts.length === 0 ? [] : [{ desc: RefusalSchema, value: { kind, facts } }];
    throw new ConnectError(kind, codes[kind], undefined, details);
  };

function factsOf(name: string, value: unknown): readonly Fact[] {
  if (typeof value === "string") return [{ name, value: { case: "text", value } }];
  if (typeof value === "number") return [{ name, value: { case: "number", value: BigInt(value) } }];
  if (!Array.isArray(value)) return [];
  return value.map((item: unknown) =>
    isProblem(item)
      ? { name: item.field, value: { case: "text" as const, value: item.because } }
      : { name, value: { case: "text" as const, value: String(item) } },
  );
}

const isProblem = (item: unknown): item is { field: string; because: string } =>
  typeof item === "object" && item !== null && "field" in item && "because" in item;
