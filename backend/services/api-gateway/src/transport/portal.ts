import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import fastifyStatic from "@fastify/static";
import type { FastifyReply, FastifyRequest } from "fastify";
import { Refused } from "#transport/problems";
import type { App } from "#transport/routes/route-context";

/** The portal's page, with what the operator set in it. Every path that is no file and no API address is one of its screens. */
export type PortalPage = {
  /** Hashes of its inline scripts (CSP level 3), so that no other inline script runs. */
  inlineScripts: readonly string[];
  send(request: FastifyRequest, reply: FastifyReply): FastifyReply;
};

export function readPortalPage(folder: string | undefined, operator: { supportPhone: string }): PortalPage | undefined {
  if (folder === undefined || !existsSync(join(folder, "index.html"))) return undefined;
  const html = readFileSync(join(folder, "index.html"), "utf8").replace(
    '<meta name="support-phone" content="" />',
    `<meta name="support-phone" content="${operator.supportPhone.replace(/[^+\d ()-]/g, "")}" />`,
  );
  const scripts = [...html.matchAll(/<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g)];
  const etag = `"${createHash("sha256").update(html).digest("base64url").slice(0, 22)}"`;
  const bodies = { br: brotliCompressSync(html), gzip: gzipSync(html), identity: Buffer.from(html) };
  return {
    inlineScripts: scripts.map(([, script = ""]) => `'sha256-${createHash("sha256").update(script).digest("base64")}'`),
    send(request, reply) {
      void reply.header("etag", etag).header("cache-control", "no-cache").header("vary", "accept-encoding");
      if (request.headers["if-none-match"] === etag) return reply.status(304).send();
      const accepted = request.headers["accept-encoding"]?.toString() ?? "";
      const encoding = (["br", "gzip"] as const).find((one) => accepted.includes(one)) ?? "identity";
      if (encoding !== "identity") void reply.header("content-encoding", encoding);
      return reply.type("text/html; charset=utf-8").send(bodies[encoding]);
    },
  };
}

/** The portal's static files, and its page for every other path that a browser opens. */
export async function servePortal(app: App, folder: string | undefined, page: PortalPage | undefined) {
  if (page && folder !== undefined) {
    await app.register(fastifyStatic, {
      root: folder,
      index: false,
      preCompressed: true,
      setHeaders: (reply, path) => {
        const named = path.includes("/assets/");
        reply.header("cache-control", named ? "public, max-age=31536000, immutable" : "no-cache");
      },
    });
  }
  app.setNotFoundHandler(async (request, reply) => {
    const path = request.url.split("?")[0]!;
    const opened = request.method === "GET" && (path === "/" || request.headers.accept?.includes("text/html"));
    if (page && opened && !path.startsWith("/v1")) return page.send(request, reply);
    throw new Refused(404, "no-such-address", `There is nothing at ${request.method} ${path}.`);
  });
}
