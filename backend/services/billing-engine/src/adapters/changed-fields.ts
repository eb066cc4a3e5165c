import { isDeepStrictEqual } from "node:util";

/**
 * What a command changed of a state, as it was before: the fields that are different now, as JSON. Null where there was no state, or nothing of it
 * changed.
 */
export function fieldsBefore(before: unknown, after: unknown): Readonly<Record<string, unknown>> | null {
  if (!isObject(before) || !isObject(after)) return null;
  const changed = Object.entries(before).filter(([name, value]) => !isDeepStrictEqual(value, after[name]));
  return changed.length === 0
    ? null
    : Object.fromEntries(changed.map(([name, value]) => [name, asJson(partBefore(value, after[name]))]));
}

/** Of a table that grows with every command, only the rows that are different now. */
function partBefore(before: unknown, after: unknown): unknown {
  if (!(before instanceof Map) || !(after instanceof Map)) return before;
  return new Map([...before].filter(([key, value]) => !isDeepStrictEqual(value, after.get(key))));
}

/** Amounts and octets as text, as events have them. */
function asJson(value: unknown): unknown {
  if (typeof value === "bigint") return value.toString();
  if (value instanceof Map) return [...value].map(([key, field]) => [asJson(key), asJson(field)]);
  if (value instanceof Set) return [...value].map(asJson);
  if (Array.isArray(value)) return value.map(asJson);
  if (value === null || typeof value !== "object" || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, asJson(field)]));
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !(value instanceof Map) && !Array.isArray(value);
