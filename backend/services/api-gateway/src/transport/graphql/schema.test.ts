import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "vitest";
import { z } from "zod";
import { guardFields } from "#transport/graphql/field-access";
import { graphqlAccess, graphqlSchemaText } from "#transport/graphql/schema";
import { shapes } from "#transport/graphql/shapes";

const written = new URL("../../../../../../clients/packages/api/schema.graphql", import.meta.url);

test("the schema that clients have is the one that is served: `npm run graphql` in api-gateway writes it", () => {
  assert.equal(readFileSync(written, "utf8"), graphqlSchemaText());
});

test("every field says who may read it: all that changes something, and all of one's own, is for customers", () => {
  const fields = graphqlAccess();
  assert.deepEqual(
    fields.filter(({ type, access }) => type === "Query" && access === "public").map(({ field }) => field),
    ["plans", "tariffs"],
  );
  const own = fields.filter(({ type }) =>
    ["Mutation", "Me", "Account", "Customer", "NetworkCredential"].includes(type),
  );
  assert.ok(own.length > 30);
  assert.deepEqual(
    own.filter(({ access }) => access !== "customer"),
    [],
  );
});

test("a schema with a field that does not say who may read it is not built", () => {
  const { builder } = shapes();
  const silent = { type: "String", resolve: () => "secret" } as unknown as { type: "String"; access: "public" };
  builder.queryField("silent", (t) => t.field({ ...silent, resolve: () => "secret" }));
  builder.mutationField("loud", (t) => t.string({ access: "customer", resolve: () => "" }));
  assert.throws(() => guardFields(builder.toSchema()), /Query.silent does not say who may read it/);
});

test("a shape that does not say who may read it is no type", () => {
  const { output } = shapes();
  assert.throws(
    () => output(z.object({ secret: z.string() }).meta({ id: "OnlyInThisTest" })),
    /OnlyInThisTest does not say who may read it/,
  );
});
