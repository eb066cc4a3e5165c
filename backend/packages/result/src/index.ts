/** The answer of a rule: a value, or a refusal that the caller can act on. Faults are thrown instead. */
export type Result<Value, Refusal> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly error: Refusal };

export const ok = <Value>(value: Value): { readonly ok: true; readonly value: Value } => ({ ok: true, value });

export const refuse = <const Refusal>(error: Refusal): { readonly ok: false; readonly error: Refusal } => ({
  ok: false,
  error,
});

/** For places where a refusal would be a fault: tests, seeds, data that was checked before. */
export function valueOf<Value>(result: Result<Value, unknown>): Value {
  if (result.ok) return result.value;
  throw new Error(`refused: ${JSON.stringify(result.error, withBigints)}`);
}

const withBigints = (_: string, value: unknown) => (typeof value === "bigint" ? value.toString() : value);
