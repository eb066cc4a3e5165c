import { z } from "zod";
import type { Api, JsonSchema, Operation } from "../authorisation/operations.ts";
import type { Request } from "./requests.ts";

export type Answer = { status: number; headers: Headers; text: string };

/** Sends a request. Of a stream of events the beginning is enough. */
export async function sent(gateway: string, { method }: Operation, request: Request, accessToken?: string) {
  const { path, headers, body } = request;
  const authorization = accessToken === undefined ? {} : { authorization: `Bearer ${accessToken}` };
  const init = { method, headers: { ...headers, ...authorization }, ...(body !== undefined && { body }) };
  const response = await fetch(`${gateway}${path}`, init);
  const streams = response.headers.get("content-type")?.startsWith("text/event-stream") ?? false;
  const text = streams ? "" : await response.text();
  if (streams) await response.body?.cancel();
  return { status: response.status, headers: response.headers, text } satisfies Answer;
}

/** What is wrong with an answer, by what the document and the rules of the edge say. Nothing, for a good one. */
export function faultsOf(check: Check, operation: Operation, request: Request, answer: Answer): string[] {
  const { status, headers, text } = answer;
  const type = headers.get("content-type") ?? "";
  const faults: string[] = [];
  const must = (holds: boolean, fault: string) => holds || faults.push(fault);
  must(status < 500, "it failed on our side");
  must(headers.get("cache-control") === "no-store", "a cache may keep it");
  must(headers.get("x-content-type-options") === "nosniff", "its type may be guessed");
  for (const [what, pattern] of Object.entries(neverTold)) must(!pattern.test(text), `it tells ${what}`);
  // A certificate that is made here comes with its key, once.
  if (!operation.path.includes("/certificates")) must(!text.includes("PRIVATE KEY-----"), "it tells a private key");
  if (status >= 400) {
    must(type.startsWith("application/problem+json"), `a problem comes as ${type}`);
    faults.push(...check.problem(text, status));
    return faults;
  }
  const schema = operation.answers.get(String(status));
  if (schema) {
    must(type.startsWith("application/json"), `it comes as ${type}`);
    faults.push(...check.answer(operation, status, text));
  } else if (status === 204) must(text === "", "nothing was promised, and something comes");
  else must(operation.answers.size === 1, `the document knows no ${status}`);
  if (request.body !== undefined) must(check.accepts(operation, request), "what the document forbids is taken");
  return faults;
}

/** What belongs into no answer, whatever happens. */
const neverTold: Record<string, RegExp> = {
  "where its code is": /\bat \S+ \(|\.(ts|js):\d+|node_modules/,
  "what its database said": /postgres(ql)?:\/\/|syntax error at|violates \w+ constraint|\bselect .+ from\b/i,
  "a kind of exception": /ConnectError|TypeError|ZodError|PostgresError|ECONNREFUSED/,
  "a key": /sk_test_|\$argon2/,
  "what was planted": /"polluted"/,
};

const Problem = z.looseObject({
  type: z.string().regex(/^urn:beacom:problem:/),
  title: z.string().min(1),
  status: z.int(),
  code: z.string().regex(/^[a-z][a-z0-9-]*$/),
});

export type Check = ReturnType<typeof checksOf>;

/** Reads answers by the schemas of the document. */
export function checksOf({ schemas }: Pick<Api, "schemas">) {
  const known = new Map<JsonSchema, z.ZodType>();
  const reader = (schema: JsonSchema): z.ZodType => {
    const found = known.get(schema) ?? z.fromJSONSchema(standalone(schema, schemas));
    known.set(schema, found);
    return found;
  };
  const faultsIn = (type: z.ZodType, value: unknown) => {
    const read = type.safeParse(value);
    return read.success ? [] : read.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
  };
  return {
    answer: ({ answers }: Operation, status: number, text: string) =>
      faultsIn(reader(answers.get(String(status))!), JSON.parse(text)),
    problem(text: string, status: number): string[] {
      const value = jsonIn(text);
      const told = faultsIn(Problem, value);
      if (told.length > 0) return told;
      const problem = Problem.parse(value);
      const agrees = problem.status === status && problem.type === `urn:beacom:problem:${problem.code}`;
      return [
        ...faultsIn(reader({ $ref: "#/components/schemas/Problem" }), value),
        ...(agrees ? [] : ["it contradicts itself"]),
      ];
    },
    accepts: ({ body }: Operation, request: Request) =>
      body === undefined || reader(body).safeParse(jsonIn(request.body ?? "")).success,
  };
}

const jsonIn = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** With what it refers to inside of it. Patterns of Unicode properties are left to the gateway: they are read without the flag that they need. */
function standalone(schema: JsonSchema, schemas: Readonly<Record<string, JsonSchema>>): z.core.JSONSchema.JSONSchema {
  const text = JSON.stringify({ ...schema, $defs: schemas }, (key, value: unknown) => {
    if (key === "$ref" && typeof value === "string") return value.replace("#/components/schemas/", "#/$defs/");
    return key === "pattern" && typeof value === "string" && /\\p\{/i.test(value) ? undefined : value;
  });
  return JSON.parse(text) as z.core.JSONSchema.JSONSchema;
}
