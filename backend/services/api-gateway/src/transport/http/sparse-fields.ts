import type { FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import { Refused } from "#transport/problems";

/** What can be named of an answer: each field with what is in it; `any` where the names are data. */
type Names = Map<string, Names> | "any";

/** What was asked for: each field with what of it; all of it where the map is empty. */
type Wanted = Map<string, Wanted>;

const mostFields = 50;

declare module "fastify" {
  interface FastifyRequest {
    wantedFields?: Wanted;
  }
}

/** `?fields=available,bundles.name`: of what customers read, only that. A name that the answer does not have is 400 `field-unknown`. */
export function sparseFields() {
  const namesOf = new WeakMap<object, Names>();
  return {
    async read(request: FastifyRequest): Promise<void> {
      const { fields } = Object(request.query) as { fields?: unknown };
      const { schema, config } = request.routeOptions;
      const answer = Object(schema?.response)[200] as unknown;
      const isRead = request.method === "GET" && (config.access === "customer" || config.access === "public");
      if (fields === undefined || !isRead || !(answer instanceof z.ZodType)) return;
      if (typeof fields !== "string") throw new Refused(400, "field-unknown", "Name the fields once, with commas.");
      const names = namesOf.get(answer) ?? namesOfSchema(answer);
      namesOf.set(answer, names);
      request.wantedFields = wantedOf(fields, names);
    },
    async apply(request: FastifyRequest, reply: FastifyReply, payload: unknown): Promise<unknown> {
      const { wantedFields } = request;
      if (!wantedFields || reply.statusCode !== 200 || typeof payload !== "string") return payload;
      const sparse = JSON.stringify(pick(JSON.parse(payload), wantedFields));
      void reply.header("content-length", Buffer.byteLength(sparse));
      return sparse;
    },
  };
}

export function wantedOf(fields: string, names: Names): Wanted {
  const wanted: Wanted = new Map();
  const paths = fields.split(",");
  if (paths.length > mostFields) throw new Refused(400, "field-unknown", `Name ${mostFields} fields at the most.`);
  const whole = new Set<Wanted>();
  for (const path of paths) {
    let [known, into] = [names, wanted];
    for (const name of path.trim().split(".")) {
      const inside = known === "any" ? "any" : known.get(name);
      if (inside === undefined) throw new Refused(400, "field-unknown", "The answer has no such field.");
      const next = into.get(name) ?? new Map<string, Wanted>();
      into.set(name, next);
      [known, into] = [inside, next];
    }
    whole.add(into);
  }
  // Who asks for a field and for something in it gets the field.
  for (const all of whole) all.clear();
  return wanted;
}

function pick(value: unknown, wanted: Wanted): unknown {
  if (Array.isArray(value)) return value.map((one) => pick(one, wanted));
  if (typeof value !== "object" || value === null || wanted.size === 0) return value;
  const kept = Object.entries(value).filter(([name]) => wanted.has(name));
  return Object.fromEntries(kept.map(([name, inner]) => [name, pick(inner, wanted.get(name)!)]));
}

type Described = { [key: string]: unknown };

export function namesOfSchema(schema: z.ZodType): Names {
  const whole = z.toJSONSchema(schema, { io: "output", unrepresentable: "any" }) as Described;
  const definitions = Object(whole["$defs"]) as Record<string, Described>;
  const inside = (node: unknown): Names => {
    const { $ref: ref, anyOf, items, properties, additionalProperties } = Object(node) as Described;
    if (typeof ref === "string") return inside(definitions[ref.replace("#/$defs/", "")]);
    if (Array.isArray(anyOf)) return merged(anyOf.map(inside));
    if (items !== undefined) return inside(items);
    if (typeof additionalProperties === "object") return "any";
    return new Map(Object.entries(Object(properties) as Described).map(([name, inner]) => [name, inside(inner)]));
  };
  return inside(whole);
}

const merged = (branches: Names[]): Names =>
  branches.includes("any")
    ? "any"
    : new Map(branches.flatMap((branch) => (branch === "any" ? [] : Array.from(branch.entries()))));
