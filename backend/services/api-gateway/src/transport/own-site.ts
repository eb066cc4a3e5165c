import type { FastifyRequest } from "fastify";
import { Refused } from "#transport/problems";

/** SameSite=Strict keeps other sites' requests without the cookie; a browser that says where it comes from is believed as well. */
export function refuseOtherSites(request: FastifyRequest, publicUrl: string): void {
  const { origin, "sec-fetch-site": site } = request.headers;
  if (site !== undefined && site !== "same-origin" && site !== "none") throw otherSite();
  if (origin === undefined) return;
  const own = origin === new URL(publicUrl).origin || origin === `${request.protocol}://${request.host}`;
  if (!own) throw otherSite();
}

const otherSite = () => new Refused(403, "other-site", "This request came from another site.");
