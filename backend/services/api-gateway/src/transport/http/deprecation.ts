import type { FastifyReply, FastifyRequest } from "fastify";

/** A route that will go: since when it is not to be used any more, when it stops answering, and where it is written what to use instead. */
export type Deprecated = { since: Date; sunset?: Date; about: string };

declare module "fastify" {
  interface FastifyContextConfig {
    deprecated?: Deprecated;
  }
}

/** Told with every answer, refusals included: Deprecation (RFC 9745), Sunset (RFC 8594). Addresses change only with their version, `/v1`. */
export async function tellDeprecation(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const { deprecated } = request.routeOptions.config;
  if (!deprecated) return;
  const { since, sunset, about } = deprecated;
  void reply.header("deprecation", `@${Math.floor(since.getTime() / 1000)}`);
  void reply.header("link", `<${about}>; rel="deprecation"; type="text/html"`);
  if (sunset) void reply.header("sunset", sunset.toUTCString());
}
