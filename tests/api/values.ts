import * as fc from "fast-check";
import type { JsonSchema } from "../authorisation/operations.ts";
import { type Known, schemaNamed } from "../authorisation/sample.ts";

type Schemas = Readonly<Record<string, JsonSchema>>;

/** Values that a schema of the document accepts. What is known by its name (an id that exists) comes half of the time. */
export function valuesOf(schema: JsonSchema, schemas: Schemas, known: Known = {}): fc.Arbitrary<unknown> {
  const inner = (of: unknown) => valuesOf(of as JsonSchema, schemas, known);
  const { $ref, type } = schema;
  if (typeof $ref === "string") return inner(schemaNamed($ref, schemas));
  if ("const" in schema) return fc.constant(schema["const"]);
  if (Array.isArray(schema["enum"])) return fc.constantFrom(...(schema["enum"] as unknown[]));
  const choices = schema["anyOf"] ?? schema["oneOf"];
  if (Array.isArray(choices)) return fc.oneof(...choices.map(inner));
  switch (type) {
    case "object":
      return objectsOf(schema, schemas, known);
    case "array": {
      const { minItems: minLength = 0, maxItems: maxLength = 5 } = schema as Record<string, number>;
      return fc.array(inner(schema["items"] ?? {}), { minLength, maxLength: Math.min(maxLength, minLength + 5) });
    }
    case "string":
      return textsOf(schema);
    case "integer":
      return integersOf(schema);
    case "number":
      return fc.double({ noNaN: true, noDefaultInfinity: true });
    case "boolean":
      return fc.boolean();
    case "null":
      return fc.constant(null);
    case undefined:
      return fc.jsonValue();
    default:
      throw new Error(`no values are known for ${JSON.stringify(schema)}`);
  }
}

function objectsOf(schema: JsonSchema, schemas: Schemas, known: Known): fc.Arbitrary<unknown> {
  const properties = Object.entries((schema["properties"] ?? {}) as Record<string, JsonSchema>);
  const values = properties.map(([name, inner]) => {
    const free = valuesOf(inner, schemas, known);
    return [name, Object.hasOwn(known, name) ? fc.oneof(fc.constant(known[name]), free) : free] as const;
  });
  return fc.record(Object.fromEntries(values), { requiredKeys: (schema["required"] ?? []) as string[] });
}

function integersOf(schema: JsonSchema): fc.Arbitrary<number> {
  const { exclusiveMinimum, exclusiveMaximum } = schema as Record<string, number | undefined>;
  const min = Number(schema["minimum"] ?? (exclusiveMinimum ?? Number.MIN_SAFE_INTEGER - 1) + 1);
  const max = Number(schema["maximum"] ?? (exclusiveMaximum ?? Number.MAX_SAFE_INTEGER + 1) - 1);
  const small = fc.integer({ min: Math.max(min, 1), max: Math.min(max, 10_000) });
  return fc.oneof(
    small,
    fc.constantFrom(min, max),
    fc.maxSafeInteger().filter((n) => n >= min && n <= max),
  );
}

function textsOf({ format, pattern, minLength = 0, maxLength = 80 }: JsonSchema): fc.Arbitrary<string> {
  if (format === "date-time")
    return fc
      .date({ min: new Date(0), max: new Date("2100-01-01"), noInvalidDate: true })
      .map((at) => at.toISOString());
  if (format === "date")
    return fc
      .date({ min: new Date("1990-01-01"), max: new Date("2100-01-01"), noInvalidDate: true })
      .map((at) => at.toISOString().slice(0, 10));
  if (format === "email") return fc.uuid().map((id) => `${id}@example.org`);
  const most = Math.min(Number(maxLength), Number(minLength) + 60);
  const bounds = { minLength: Number(minLength), maxLength: most };
  if (typeof pattern !== "string") return fc.string({ unit: "grapheme", ...bounds }).filter(fits(bounds));
  const wanted = new RegExp(pattern, "u");
  const free = fc.string({ unit: "grapheme", ...bounds });
  const narrow = pattern.includes("\\P{Cc}") ? free : fc.stringMatching(wanted).map((text) => text.slice(0, most));
  return narrow.filter((text) => wanted.test(text) && fits(bounds)(text));
}

const fits =
  ({ minLength, maxLength }: { minLength: number; maxLength: number }) =>
  (text: string) =>
    text.length >= minLength && text.length <= maxLength;
