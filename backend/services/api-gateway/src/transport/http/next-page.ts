import type { FastifyReply, FastifyRequest } from "fastify";

/** A list that goes on says where (RFC 8288): the same address with the cursor of the next page. */
export async function linkNextPage(request: FastifyRequest, reply: FastifyReply, payload: unknown): Promise<unknown> {
  const cursor = nextCursorOf(payload);
  if (request.method !== "GET" || cursor === undefined) return payload;
  // Of the address only what a parser has read goes into a header.
  const { pathname, searchParams } = new URL(request.url, "http://gateway");
  searchParams.set("cursor", cursor);
  void reply.header("link", `<${pathname}?${searchParams.toString()}>; rel="next"`);
  return payload;
}

function nextCursorOf(payload: unknown): string | undefined {
  const cursor = typeof payload === "object" && payload !== null && "nextCursor" in payload && payload.nextCursor;
  return typeof cursor === "string" && cursor !== "" ? cursor : undefined;
}
