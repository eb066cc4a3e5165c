import assert from "node:assert/strict";
import { z } from "zod";

const Schema = z.record(z.string(), z.unknown());
const Parameter = z.object({
  in: z.enum(["path", "query", "header", "cookie"]),
  name: z.string(),
  required: z.boolean().default(false),
  schema: Schema,
});
const Content = z.record(z.string(), z.object({ schema: Schema }));
const Described = z.object({
  "x-access": z.enum(["public", "customer", "staff", "enrolment"]),
  "x-permission": z.string().optional(),
  "x-rpc": z.string().optional(),
  parameters: z.array(Parameter).default([]),
  requestBody: z.object({ content: Content }).optional(),
  responses: z.record(z.string(), z.object({ content: Content.optional() })),
});
const Document = z.object({
  openapi: z.literal("3.1.0"),
  paths: z.record(z.string(), z.record(z.string(), Described)),
  components: z.object({ schemas: z.record(z.string(), Schema) }),
});

export type JsonSchema = Readonly<Record<string, unknown>>;
export type Parameter = z.infer<typeof Parameter>;
export type Operation = {
  /** As people write it: `GET /v1/me`. */
  name: string;
  method: string;
  path: string;
  access: "public" | "customer" | "staff" | "enrolment";
  permission: string | undefined;
  /** The method of a service that it is, where it is one. */
  rpc: string | undefined;
  parameters: readonly Parameter[];
  body: JsonSchema | undefined;
  /** The schema of the JSON that belongs to a status, or to `default`; absent where there is none. */
  answers: ReadonlyMap<string, JsonSchema | undefined>;
};
export type Api = { operations: readonly Operation[]; schemas: Readonly<Record<string, JsonSchema>> };

/** What the gateway says of itself. An operation that does not say who may call it is not read, and the test fails. */
export async function apiOf(gateway: string): Promise<Api> {
  const response = await fetch(`${gateway}/openapi.json`);
  assert.equal(response.status, 200);
  const { paths, components } = Document.parse(await response.json());
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, described]): Operation => {
      const jsonOf = (content?: z.infer<typeof Content>) => content?.["application/json"]?.schema;
      return {
        name: `${method.toUpperCase()} ${path}`,
        method: method.toUpperCase(),
        path,
        access: described["x-access"],
        permission: described["x-permission"],
        rpc: described["x-rpc"],
        parameters: described.parameters,
        body: jsonOf(described.requestBody?.content),
        answers: new Map(Object.entries(described.responses).map(([status, { content }]) => [status, jsonOf(content)])),
      };
    }),
  );
  return { operations, schemas: components.schemas };
}
