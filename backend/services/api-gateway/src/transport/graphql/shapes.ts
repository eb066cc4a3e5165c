import type { EnumRef, InputObjectRef, ObjectRef } from "@pothos/core";
import { z } from "zod";
import { type Builder, type FieldAccess, schemaBuilder, type Types } from "#transport/graphql/schema-builder";

export type Shapes = {
  builder: Builder;
  /** Says who may read the fields of a shape. Shapes within it that have names of their own say it for themselves. */
  declare: (access: FieldAccess, ...schemas: (z.ZodObject | string)[]) => void;
  /** The GraphQL type of what an answer of the REST API holds: the same names, from the same schema. A part without a name is given one. */
  output: <S extends z.ZodObject>(schema: S, name?: string) => ObjectRef<Types, z.output<S>, z.output<S>>;
  /** The GraphQL input of what a request to the REST API holds; its finer rules are the schema's to check. */
  input: <S extends z.ZodObject>(schema: S) => InputObjectRef<Types, z.input<S>>;
};

type Leaf = "String" | "Boolean" | "SafeInt" | "Instant" | "Day";
type Row = Record<string, unknown>;
type Read = { schema: z.ZodType; nullable: boolean; list: boolean };

/** GraphQL types out of the schemas of the REST API, so that there is one domain with one naming. */
export function shapes(): Shapes {
  const builder = schemaBuilder();
  const access = new Map<string, FieldAccess>();
  const outputs = new Map<string, ObjectRef<Types, Row, Row>>();
  const inputs = new Map<string, InputObjectRef<Types, Row>>();
  const enums = new Map<string, EnumRef<Types, string>>();

  return {
    builder,
    declare(readers, ...schemas) {
      for (const schema of schemas) access.set(typeof schema === "string" ? schema : nameOf(schema), readers);
    },
    output: (schema, name = nameOf(schema)) => outputOf(schema, name) as never,
    input: (schema) => inputOf(schema, nameOf(schema)) as never,
  };

  function outputOf(schema: z.ZodObject, name: string): ObjectRef<Types, Row, Row> {
    const known = outputs.get(name);
    if (known) return known;
    const readers = access.get(name);
    if (!readers) throw new Error(`${name} does not say who may read it`);
    const ref = builder.objectRef<Row>(name);
    outputs.set(name, ref);
    ref.implement({
      fields: (t) =>
        Object.fromEntries(
          Object.entries(schema.shape).map(([key, of]) => {
            const { schema: inner, nullable, list } = unwrapped(of);
            const type = fieldType(inner, `${name}.${key}`, list, readers);
            return [
              key,
              t.field({
                type: list ? [type] : type,
                nullable,
                access: readers,
                ...described(of),
                resolve: (row) => row[key] as never,
              }),
            ];
          }),
        ),
    });
    return ref;
  }

  function fieldType(schema: z.ZodType, at: string, list: boolean, readers: FieldAccess) {
    if (schema instanceof z.ZodEnum) return enumOf(schema, at);
    if (!(schema instanceof z.ZodObject)) return leafOf(schema, at);
    const named = idOf(schema);
    if (named !== undefined) return outputOf(schema, named);
    const within = typeName(at, list);
    access.set(within, readers);
    return outputOf(schema, within);
  }

  function inputOf(schema: z.ZodObject, name: string): InputObjectRef<Types, Row> {
    const known = inputs.get(name);
    if (known) return known;
    const ref = builder.inputRef<Row>(`${name}Input`);
    inputs.set(name, ref);
    ref.implement({
      fields: (t) =>
        Object.fromEntries(
          Object.entries(schema.shape).map(([key, of]) => {
            const { schema: inner, nullable } = unwrapped(of);
            return [key, t.field({ type: inputType(inner, `${name}.${key}`), required: !nullable, ...described(of) })];
          }),
        ),
    });
    return ref;
  }

  function inputType(schema: z.ZodType, at: string) {
    if (schema instanceof z.ZodEnum) return enumOf(schema, at);
    return schema instanceof z.ZodObject ? inputOf(schema, idOf(schema) ?? typeName(at, false)) : leafOf(schema, at);
  }

  /** The same choices are the same type wherever they stand. */
  function enumOf(schema: z.ZodEnum, at: string): EnumRef<Types, string> {
    const choices = schema.options.map(String);
    const known = enums.get(choices.join());
    if (known) return known;
    const values = Object.fromEntries(
      choices.map((value) => [value.replaceAll("-", "_").toUpperCase(), { value }] as const),
    );
    const made = builder.enumType(typeName(at, false), { values });
    enums.set(choices.join(), made);
    return made;
  }
}

/** Where the rule below would make a poor name. */
const names: Record<string, string> = {
  "Account.restrictedByDunning": "ServiceRestriction",
  "Billing.period": "DaySpan",
  "Document.kind": "DocumentKind",
  "Document.period": "DaySpan",
  "DocumentLine.span": "DaySpan",
  "DocumentSummary.kind": "DocumentKind",
  "Documents.documents": "DocumentSummary",
  "ProForma.period": "DaySpan",
  "ProFormaLine.span": "DaySpan",
};

function leafOf(schema: z.ZodType, at: string): Leaf {
  if (schema instanceof z.ZodISODateTime) return "Instant";
  if (schema instanceof z.ZodISODate) return "Day";
  if (schema instanceof z.ZodString) return "String";
  if (schema instanceof z.ZodNumber) return "SafeInt";
  if (schema instanceof z.ZodBoolean) return "Boolean";
  throw new Error(`${at} is of a kind that GraphQL has no type for`);
}

function unwrapped(schema: unknown): Read {
  if (schema instanceof z.ZodNullable || schema instanceof z.ZodOptional || schema instanceof z.ZodDefault)
    return { ...unwrapped(schema.unwrap()), nullable: true };
  if (schema instanceof z.ZodArray) return { ...unwrapped(schema.element), nullable: false, list: true };
  return { schema: schema as z.ZodType, nullable: false, list: false };
}

/** `Usage.sessions` holds each a `UsageSession`. */
function typeName(at: string, list: boolean): string {
  const [owner = "", key = ""] = at.split(".");
  return names[at] ?? `${owner}${key.charAt(0).toUpperCase()}${list ? key.slice(1).replace(/s$/, "") : key.slice(1)}`;
}

const described = (schema: { description?: string | undefined }) =>
  schema.description === undefined ? {} : { description: schema.description };

function nameOf(schema: z.ZodType): string {
  const name = idOf(schema);
  if (name === undefined) throw new Error("a shape without a name cannot be a type");
  return name;
}

/** A schema with a rule or a description more is a child of the one that has the name. */
function idOf(schema: z.core.$ZodType): string | undefined {
  const id = z.globalRegistry.get(schema)?.id;
  return id ?? (schema._zod.parent && idOf(schema._zod.parent));
}
