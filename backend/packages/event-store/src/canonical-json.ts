/** JSON with sorted keys, without spaces or line breaks: the same value is always the same text. What JSON cannot carry is refused rather than dropped. */
export const canonicalJson = (value: unknown): string => JSON.stringify(sorted(value));

/** The same value with the keys of all objects in order. To copy it and let the engine write it is faster than writing it here. */
function sorted(value: unknown): unknown {
  switch (typeof value) {
    case "string":
    case "boolean":
      return value;
    case "number":
      if (!Number.isFinite(value)) throw new TypeError(`${value} cannot be stored in an event`);
      return value;
    case "object":
      if (value === null || value instanceof Date) return value;
      return Array.isArray(value) ? value.map(sorted) : sortedObject(value);
    default:
      throw new TypeError(`a ${typeof value} cannot be stored in an event`);
  }
}

function sortedObject(value: object): object {
  // A Map, a Set or octets would be stored as if they were empty or a record.
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null)
    throw new TypeError(`a ${value.constructor.name} cannot be stored in an event`);
  const fields = value as Record<string, unknown>;
  const copy: Record<string, unknown> = {};
  for (const key of inOrder(Object.keys(value))) {
    const field = fields[key];
    if (field === undefined) continue;
    // Set as any other, it would become the copy's prototype and be lost.
    if (key === "__proto__") Object.defineProperty(copy, key, { value: sorted(field), enumerable: true });
    else copy[key] = typeof field === "string" ? field : sorted(field);
  }
  return copy;
}

/** By their UTF-16 units, as strings compare. */
function inOrder(keys: string[]): string[] {
  for (let n = 1; n < keys.length; n++) if (keys[n - 1]! > keys[n]!) return keys.sort();
  return keys;
}
