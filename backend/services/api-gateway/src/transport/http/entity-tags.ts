import { createHash } from "node:crypto";
import type { FastifyReply, FastifyRequest } from "fastify";

/**
 * Strong entity tags of what customers read (RFC 9110 sections 8.8.3 and 13.1.2), so that a program on a poor connection that has the answer
 * already is not sent it again. No answer may stay in a cache: the copy is the client's own. What says itself that it may not be stored has none:
 * a tag of a password would be something to test guesses against.
 */
export async function tagAnswers(request: FastifyRequest, reply: FastifyReply, payload: unknown): Promise<unknown> {
  const { access } = request.routeOptions.config;
  const isRead = request.method === "GET" && (access === "customer" || access === "public");
  const bytes = typeof payload === "string" || Buffer.isBuffer(payload) ? payload : undefined;
  if (!isRead || reply.statusCode !== 200 || bytes === undefined || reply.hasHeader("cache-control")) return payload;
  if (!request.routeOptions.url?.startsWith("/v1")) return payload;
  const tag = `"${createHash("sha256").update(bytes).digest("base64url").slice(0, 27)}"`;
  void reply.header("etag", tag);
  if (!isAmong(request.headers["if-none-match"], tag)) return payload;
  void reply.status(304).removeHeader("content-length").removeHeader("content-type");
  return null;
}

/** Compared weakly, as RFC 9110 section 13.1.2 wants: a proxy that packs an answer makes its tag a weak one. */
function isAmong(known: string | undefined, tag: string): boolean {
  if (known === undefined) return false;
  return known.trim() === "*" || known.split(",").some((one) => one.trim().replace(/^W\//, "") === tag);
}
