import * as fc from "fast-check";

const nested = (depth: number): unknown => (depth === 0 ? 1 : [nested(depth - 1)]);

/** What a stranger puts where something else was expected. */
export const nasty: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1.5,
  1e308,
  Number.MAX_SAFE_INTEGER + 1,
  Number.MIN_SAFE_INTEGER,
  "",
  " ",
  "\u0000",
  "bell\u0007",
  "\ud800",
  "👩‍👩‍👧 \u202e ﷽",
  "x".repeat(10_000),
  "'; drop table customers; --",
  "../../../etc/passwd",
  "<script>alert(1)</script>",
  "{{7*7}} ${7*7} %s %n",
  "1970-13-45T99:99:99Z",
  [],
  {},
  [[], {}, null],
  { constructor: { prototype: { polluted: true } } },
  JSON.parse('{"__proto__": {"polluted": true}}'),
  nested(200),
];

/** A value with one part of it replaced, left out, or with something more beside it. */
export const spoiltFrom = (good: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc
    .tuple(good, fc.nat(), fc.constantFrom(...nasty), fc.constantFrom("replace", "remove", "add"))
    .map(([value, where, instead, how]) => {
      const paths = pathsIn(value);
      return changed(value, paths[where % paths.length]!, instead, how);
    });

type Path = readonly (string | number)[];

function pathsIn(value: unknown, before: Path = []): Path[] {
  if (typeof value !== "object" || value === null) return [before];
  const keys = Array.isArray(value) ? [...value.keys()] : Object.keys(value);
  return [before, ...keys.flatMap((key) => pathsIn(Reflect.get(value, key), [...before, key]))];
}

function changed(value: unknown, [key, ...rest]: Path, instead: unknown, how: string): unknown {
  if (key === undefined) {
    const holds = typeof value === "object" && value !== null && !Array.isArray(value);
    return how === "add" && holds ? { ...value, "no such field": instead } : instead;
  }
  if (Array.isArray(value))
    return value.map((item: unknown, index) => (index === key ? changed(item, rest, instead, how) : item));
  const entries = Object.entries(value as object).flatMap(([name, inner]): [string, unknown][] => {
    if (name !== key) return [[name, inner]];
    return how === "remove" && rest.length === 0 ? [] : [[name, changed(inner, rest, instead, how)]];
  });
  return Object.fromEntries(entries);
}
