import type { FastifyRequest } from "fastify";
import { Refused } from "#transport/problems";

/** SameSite=Strict keeps other sites' requests without the cookie; a browser that says where it comes from is believed as well. */
export function refuseOtherSites(request: FastifyRequest, publicUrl: string): void {
  const origin = request.headers.origin;
  if (origin === undefined) return;
  const own = origin === new URL(publicUrl).origin || origin === `${request.protocol}://${request.host}`;
  if (!own) throw new Refused(403, "other-site", "This request came from another site.");
}
