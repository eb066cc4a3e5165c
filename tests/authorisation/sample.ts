import type { JsonSchema } from "./operations.ts";

type Schemas = Readonly<Record<string, JsonSchema>>;

/** Values for properties by their name, where a schema alone cannot say what would be believed. */
export type Known = Readonly<Record<string, unknown>>;

/** One value that the schema accepts: the shortest text, the smallest number, the first of several. */
export function sampleOf(schema: JsonSchema, schemas: Schemas, known: Known = {}): unknown {
  const { $ref, type } = schema;
  if (typeof $ref === "string") return sampleOf(schemaNamed($ref, schemas), schemas, known);
  if ("default" in schema) return schema["default"];
  if ("const" in schema) return schema["const"];
  const choices = listOf(schema["enum"]) ?? listOf(schema["anyOf"]) ?? listOf(schema["oneOf"]);
  const [first] = choices ?? [];
  if (first !== undefined) return "enum" in schema ? first : sampleOf(first as JsonSchema, schemas, known);
  if (type === "object") return objectFor(schema, schemas, known);
  if (type === "array") {
    const item = schema["items"] as JsonSchema;
    return Array.from({ length: Number(schema["minItems"] ?? 0) }, () => sampleOf(item, schemas, known));
  }
  if (type === "integer" || type === "number") return Math.max(1, Number(schema["minimum"] ?? 1));
  if (type === "boolean") return true;
  return type === "null" ? null : textFor(schema);
}

export function schemaNamed($ref: string, schemas: Schemas): JsonSchema {
  const found = schemas[$ref.replace("#/components/schemas/", "")];
  if (!found) throw new Error(`the document has no ${$ref}`);
  return found;
}

function objectFor(schema: JsonSchema, schemas: Schemas, known: Known): Record<string, unknown> {
  const properties = Object.entries((schema["properties"] ?? {}) as Record<string, JsonSchema>);
  const required = listOf(schema["required"]) ?? [];
  const wanted = properties.filter(([name]) => required.includes(name) || Object.hasOwn(known, name));
  return Object.fromEntries(
    wanted.map(([name, inner]) => [name, Object.hasOwn(known, name) ? known[name] : sampleOf(inner, schemas, known)]),
  );
}

function textFor({ format, minLength, maxLength }: JsonSchema): string {
  if (format === "date-time") return "2030-01-01T00:00:00.000Z";
  if (format === "date") return "2030-01-01";
  if (format === "email") return "nobody@example.org";
  return "x".repeat(Math.min(Math.max(Number(minLength ?? 0), 8), Number(maxLength ?? 8)));
}

const listOf = (value: unknown): readonly unknown[] | undefined => (Array.isArray(value) ? value : undefined);
