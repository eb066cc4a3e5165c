import { Readable } from "node:stream";
import type { DescMethodServerStreaming } from "@bufbuild/protobuf";
import type { FastifyInstance, FastifyReply } from "fastify";
import { z } from "zod";
import { messageOfJson } from "#transport/messages/message-json";
import { memberOf } from "#transport/people";
import type { App, StreamService } from "#transport/routes/route-context";
import { inAddress, inMessage, queryOf } from "#transport/routes/staff/service-route";

export type ExportRoute = {
  readonly at: `/v1/staff/${string}`;
  readonly permission: string;
  readonly summary: string;
  /** Its parts have a `text`. */
  readonly rpc: DescMethodServerStreaming;
  readonly file: (query: Record<string, unknown>) => { readonly name: string; readonly type: string };
};

/** A method that tells a long text part by part, as a file to save: however long it is, only a part is held here. */
export function exportRoute(app: App, stream: StreamService, tag: string, route: ExportRoute): void {
  const { at, permission, summary, rpc, file } = route;
  const inPath = [...at.matchAll(/:(\w+)/g)].map(([, name]) => name!);
  const rest = rpc.input.fields.filter(({ localName }) => !inPath.includes(localName));
  // Its types are those of messages that only the running program knows.
  (app as unknown as FastifyInstance).get(
    at,
    {
      config: { access: "staff", permission, rpc: `${rpc.parent.typeName}/${rpc.name}` },
      schema: {
        tags: [tag],
        summary,
        ...(inPath.length > 0 && {
          params: z.object(Object.fromEntries(inPath.map((name) => [name, inAddress(rpc.input, name)]))),
        }),
        ...(rest.length > 0 && { querystring: queryOf(rest) }),
        produces: ["text/plain"],
        response: { 200: z.string() },
      },
    },
    async (request, reply: FastifyReply) => {
      const query = request.query as Record<string, unknown>;
      const asked = { ...inMessage(rpc.input, query), ...(request.params as object) };
      const parts = stream(rpc, messageOfJson(rpc.input, asked), memberOf(request).headers)[Symbol.asyncIterator]();
      // A refusal comes before the first part, while there is still a status to tell it with.
      const first = await parts.next();
      const { name, type } = file(query);
      void reply.type(type).header("content-disposition", `attachment; filename="${name}"`);
      return reply.send(Readable.from(textsOf(first, parts)));
    },
  );
}

async function* textsOf(first: IteratorResult<unknown>, parts: AsyncIterator<unknown>): AsyncIterable<string> {
  for (let part = first; part.done !== true; part = await parts.next()) yield (part.value as { text: string }).text;
}
