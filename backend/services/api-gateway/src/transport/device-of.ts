import type { FastifyRequest } from "fastify";

/** What people recognise a sign-in by, in the list of their devices. */
export const deviceOf = (request: FastifyRequest) => (request.headers["user-agent"] ?? "").slice(0, 200);
