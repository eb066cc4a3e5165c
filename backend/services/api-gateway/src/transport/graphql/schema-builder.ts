import SchemaBuilder from "@pothos/core";
import type { GraphqlContext } from "#transport/graphql/graphql-context";

/** Who may read a field. Every field says it, or the schema is not built. */
export type FieldAccess = "public" | "customer";

declare global {
  export namespace PothosSchemaTypes {
    interface FieldOptions {
      access: FieldAccess;
      /** Whether it asks a service; that is what costs. */
      asks?: boolean;
    }
  }
}

type Own = {
  Context: GraphqlContext;
  DefaultFieldNullability: false;
  Scalars: {
    ID: { Input: string; Output: string };
    SafeInt: { Input: number; Output: number };
    Instant: { Input: string; Output: string };
    Day: { Input: string; Output: string };
  };
};

export type Types = PothosSchemaTypes.ExtendDefaultTypes<Own>;
export type Builder = PothosSchemaTypes.SchemaBuilder<Types>;

/** A builder with the scalars of this API and an empty Query and Mutation. */
export function schemaBuilder(): Builder {
  const builder = new SchemaBuilder<Own>({ defaultFieldNullability: false });
  builder.scalarType("SafeInt", {
    description: "A whole number that JSON carries exactly: up to 2^53 - 1",
    serialize: safeInteger,
    parseValue: safeInteger,
  });
  builder.scalarType("Instant", { description: "A time in UTC, ISO 8601", serialize: text, parseValue: text });
  builder.scalarType("Day", {
    description: "A day in the operator's zone: 2026-01-31",
    serialize: text,
    parseValue: text,
  });
  builder.queryType({});
  builder.mutationType({});
  return builder;
}

function safeInteger(value: unknown): number {
  if (typeof value !== "number" || !Number.isSafeInteger(value)) throw new TypeError("is not a whole number");
  return value;
}

function text(value: unknown): string {
  if (typeof value !== "string") throw new TypeError("is not a text");
  return value;
}
