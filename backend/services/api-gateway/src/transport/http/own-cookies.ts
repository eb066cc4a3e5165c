import type { FastifyRequest } from "fastify";
import { refuseOtherSites } from "#transport/own-site";

const safe = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * Whatever changes something and carries a cookie must come from our own pages: the browser adds cookies by itself, whoever wrote the page.
 * A call with a token needs no such check, because no other site knows the token.
 */
export const guardCookies =
  (publicUrl: () => string) =>
  async (request: FastifyRequest): Promise<void> => {
    if (safe.has(request.method) || request.headers.cookie === undefined) return;
    refuseOtherSites(request, publicUrl());
  };
