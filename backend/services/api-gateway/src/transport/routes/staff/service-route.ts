import type { DescField, DescMessage, DescMethodUnary, DescService, Message } from "@bufbuild/protobuf";
import { ScalarType } from "@bufbuild/protobuf";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import { jsonOfMessage, messageOfJson } from "#transport/messages/message-json";
import { schemaOfMessage } from "#transport/messages/schema-of-message";
import { memberOf, personOf } from "#transport/people";
import type { App, CallService, StreamService } from "#transport/routes/route-context";
import { Id, Instant, Text } from "#transport/schemas/common";

/** A route that is one method of a service: its schemas are those of the method's messages. */
export type ServiceRoute = {
  readonly at: `${"GET" | "POST" | "PUT" | "DELETE"} /v1/${"staff" | "me"}/${string}`;
  /** What staff need; absent for a customer's own. */
  readonly permission?: string;
  readonly summary: string;
  readonly rpc: DescMethodUnary;
  /** Octets that a request may have, where it carries a file. */
  readonly bodyLimit?: number;
  /** The status of an answer that made something. */
  readonly status?: 201;
};

type Row = readonly [
  at: ServiceRoute["at"],
  permission: string,
  rpc: DescMethodUnary,
  summary: string,
  more?: Pick<ServiceRoute, "bodyLimit" | "status">,
];

/** A row for each route, so that all of an area can be read at once. */
export function serviceRoutes(app: App, call: CallService, tag: string, rows: readonly Row[]): void {
  for (const [at, permission, rpc, summary, more] of rows)
    serviceRoute(app, call, tag, { at, permission, rpc, summary, ...more });
}

type OwnRow = readonly [
  at: `${"GET" | "POST" | "PUT" | "DELETE"} /v1/me/${string}`,
  rpc: DescMethodUnary,
  summary: string,
  more?: Pick<ServiceRoute, "bodyLimit" | "status">,
];

/** The same for what is a customer's own, and of nobody else who uses the account. Whose it is says the token. */
export function ownServiceRoutes(app: App, call: CallService, tag: string, rows: readonly OwnRow[]): void {
  for (const [at, rpc, summary, more] of rows) serviceRoute(app, call, tag, { at, rpc, summary, ...more });
}

function serviceRoute(app: App, call: CallService, tag: string, route: ServiceRoute): void {
  const { at, permission, summary, rpc, bodyLimit, status = 200 } = route;
  const [method, path] = at.split(" ") as ["GET" | "POST" | "PUT" | "DELETE", string];
  const inPath = [...path.matchAll(/:(\w+)/g)].map(([, name]) => name!);
  const isOwn = permission === undefined;
  const known = isOwn ? [...inPath, "customerId"] : inPath;
  const rest = rpc.input.fields.filter(({ localName }) => !known.includes(localName));
  const takesQuery = method === "GET" || method === "DELETE";
  const params = z.object(Object.fromEntries(inPath.map((name) => [name, inAddress(rpc.input, name)])));
  const answersNothing = rpc.output.fields.length === 0;
  // Its types are those of messages that only the running program knows.
  (app as unknown as FastifyInstance).route({
    method,
    url: path,
    ...(bodyLimit !== undefined && { bodyLimit }),
    config: {
      ...(isOwn ? ({ access: "customer", level: "holder" } as const) : ({ access: "staff", permission } as const)),
      rpc: `${rpc.parent.typeName}/${rpc.name}`,
    },
    schema: {
      tags: [tag],
      summary,
      ...(inPath.length > 0 && { params }),
      ...(takesQuery && rest.length > 0 && { querystring: queryOf(rest) }),
      ...(!takesQuery && rest.length > 0 && { body: bodyOf(rpc.input, known).nullish() }),
      response: answersNothing ? { 204: z.null() } : { [status]: schemaOfMessage(rpc.output, "answer") },
    },
    handler: async (request, reply: FastifyReply) => {
      const given = takesQuery ? inMessage(rpc.input, request.query as Record<string, unknown>) : request.body;
      const { headers, ...whose } = isOwn ? ownOf(request) : { headers: memberOf(request).headers };
      const asked = { ...(given as object), ...(request.params as object), ...whose };
      const idempotencyKey = request.headers["idempotency-key"];
      const keyed = typeof idempotencyKey === "string" && hasKey(rpc.input) ? { idempotencyKey, ...asked } : asked;
      const answer = await call(rpc, messageOfJson(rpc.input, keyed), headers);
      if (answersNothing) return reply.status(204).send(null);
      return reply.status(status).send(jsonOfMessage(rpc.output, answer));
    },
  });
}

function ownOf(request: FastifyRequest) {
  const { customerId, headers } = personOf(request);
  return { customerId, headers };
}

/** The message without what the address, or the token, says already. */
const bodyOf = (desc: DescMessage, inPath: readonly string[]) => {
  const fields = Object.entries(schemaOfMessage(desc, "request").shape);
  return z.strictObject(Object.fromEntries(fields.filter(([name]) => !inPath.includes(name))));
};
const hasKey = ({ fields }: DescMessage) => fields.some(({ localName }) => localName === "idempotencyKey");

export function inAddress({ fields }: DescMessage, name: string): z.ZodType {
  const field = fields.find(({ localName }) => localName === name);
  if (field?.fieldKind !== "scalar") throw new Error(`a route names ${name}, which its message does not have`);
  return field.scalar === ScalarType.STRING ? Id : z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
}

/** What an address can say: texts, numbers, times and yes or no; of a message inside, its fields. */
export function queryOf(fields: readonly DescField[]) {
  return z.object(Object.fromEntries(fields.flatMap((field) => inQuery(field))));
}

function inQuery(field: DescField): [string, z.ZodType][] {
  const { localName, fieldKind } = field;
  if (fieldKind === "message" && field.message.typeName === "google.protobuf.Timestamp")
    return [[localName, Instant.optional()]];
  if (fieldKind === "message") return field.message.fields.flatMap((inner) => inQuery(inner));
  if (fieldKind === "scalar" && field.scalar === ScalarType.BOOL) return [[localName, z.stringbool().optional()]];
  if (fieldKind === "scalar" && field.scalar !== ScalarType.STRING)
    return [[localName, z.coerce.number().int().min(0).max(4_294_967_295).optional()]];
  if (fieldKind === "list") return [[localName, z.union([Text(200), z.array(Text(200)).max(100)]).optional()]];
  return [[localName, Text(500).optional()]];
}

/** The query as the message has it: fields of a message inside go back into it. */
export function inMessage(desc: DescMessage, query: Record<string, unknown>): Record<string, unknown> {
  const json: Record<string, unknown> = {};
  for (const field of desc.fields) {
    const { localName, fieldKind } = field;
    const isInner = fieldKind === "message" && field.message.typeName !== "google.protobuf.Timestamp";
    if (isInner) json[localName] = inMessage(field.message, query);
    else if (fieldKind === "list") json[localName] = query[localName] === undefined ? [] : [query[localName]].flat();
    else json[localName] = query[localName];
  }
  return json;
}

/** Streams from a method by its description. */
export const streamerOfServices =
  (clientOf: (service: DescService) => object): StreamService =>
  (rpc, message, headers) => {
    const client = clientOf(rpc.parent) as Record<string, unknown>;
    const method = client[rpc.localName] as (request: Message, options: { headers: object }) => AsyncIterable<Message>;
    return method(message, { headers });
  };

/** Calls a method by its description. */
export const callerOfServices =
  (clientOf: (service: DescService) => object): CallService =>
  (rpc, message, headers) => {
    const client = clientOf(rpc.parent) as Record<string, unknown>;
    const method = client[rpc.localName] as (request: Message, options: { headers: object }) => Promise<Message>;
    return method(message, { headers });
  };
