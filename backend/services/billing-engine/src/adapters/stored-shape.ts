/** How a value is kept as JSON: octets and cents as text, because a JSON number is a float; instants as ISO 8601. */
export type Shape<T> = { readonly write: (value: T) => unknown; readonly read: (stored: unknown) => T };
type ShapesOf<T> = { readonly [K in keyof T]-?: Shape<T[K]> };

export const big: Shape<bigint> = {
  write: (value) => value.toString(),
  read: (stored) => (typeof stored === "string" ? BigInt(stored) : wrong("an integer as text", stored)),
};
export const integer: Shape<number> = {
  write: (value) => value,
  read: (stored) => (Number.isSafeInteger(stored) ? (stored as number) : wrong("an integer", stored)),
};
export const truth: Shape<boolean> = {
  write: (value) => value,
  read: (stored) => (typeof stored === "boolean" ? stored : wrong("true or false", stored)),
};
export const instant: Shape<Date> = {
  write: (value) => value.toISOString(),
  read(stored) {
    const date = new Date(typeof stored === "string" ? stored : Number.NaN);
    return Number.isNaN(date.getTime()) ? wrong("an instant", stored) : date;
  },
};
/** Text, or one of a few words. A word that the program does not know any more is a fault when it is used, not when it is read. */
export const text = <T extends string = string>(): Shape<T> => ({
  write: (value) => value,
  read: (stored) => (typeof stored === "string" ? (stored as T) : wrong("text", stored)),
});
export const nullable = <T>(shape: Shape<T>): Shape<T | null> => ({
  write: (value) => (value === null ? null : shape.write(value)),
  read: (stored) => (stored === null || stored === undefined ? null : shape.read(stored)),
});
export const list = <T>(shape: Shape<T>): Shape<readonly T[]> => ({
  write: (values) => values.map(shape.write),
  read: (stored) => (Array.isArray(stored) ? stored.map(shape.read) : wrong("a list", stored)),
});

/** Exactly these fields: others of the value are not kept, which is what derived fields want. */
export function record<T extends object>(fields: ShapesOf<T>): Shape<T> {
  const names = Object.keys(fields) as (keyof T & string)[];
  return {
    write(value) {
      const stored: Record<string, unknown> = {};
      for (const name of names) stored[name] = fields[name].write(value[name]);
      return stored;
    },
    read(stored) {
      if (typeof stored !== "object" || stored === null) return wrong("a record", stored);
      const value: Partial<T> = {};
      for (const name of names) {
        try {
          value[name] = fields[name].read((stored as Record<string, unknown>)[name]);
        } catch (cause) {
          throw new Error(`cannot read ${name}`, { cause });
        }
      }
      return value as T;
    },
  };
}

function wrong(expected: string, stored: unknown): never {
  throw new Error(`expected ${expected}, found ${JSON.stringify(stored)?.slice(0, 60)}`);
}
