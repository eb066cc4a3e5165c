import { personOf } from "#transport/people";
import { Refused } from "#transport/problems";
import type { App, RouteContext } from "#transport/routes/route-context";

const keepaliveMs = 15_000;
const mostWatchersPerPerson = 10;

/** Server-sent events (HTML standard, section 9.2). The first event is the account as it is, so a reconnect needs nothing else. */
export function liveRoutes(app: App, { live }: RouteContext) {
  const open = new Map<string, number>();

  app.get(
    "/v1/me/events",
    {
      config: { access: "customer" },
      schema: {
        tags: ["live"],
        summary: "Server-sent events: `account`, `payment` and `notice`",
        description:
          "Send `Last-Event-ID` to be told what was missed. A comment comes every 15 s while nothing happens.",
        produces: ["text/event-stream"],
      },
    },
    async (request, reply) => {
      const { customerId } = personOf(request);
      const mine = open.get(customerId) ?? 0;
      if (mine >= mostWatchersPerPerson)
        throw new Refused(429, "too-many-streams", "Close this page on another device first.");
      open.set(customerId, mine + 1);
      const gone = new AbortController();
      reply.raw.on("close", () => gone.abort());
      reply.hijack();
      const headers = {
        "content-type": "text/event-stream; charset=utf-8",
        "cache-control": "no-store",
        "x-accel-buffering": "no",
      };
      const given = Object.entries(reply.getHeaders()).filter(([, value]) => value !== undefined) as [string, string][];
      reply.raw.writeHead(200, { ...Object.fromEntries(given), ...headers });
      reply.raw.write("retry: 2000\n\n");
      const keepalive = setInterval(() => reply.raw.write(": keepalive\n\n"), keepaliveMs);
      try {
        const lastEventId = request.headers["last-event-id"]?.toString();
        for await (const { id, event, data } of live.watch(customerId, gone.signal, lastEventId)) {
          reply.raw.write(`id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
        }
      } catch (error) {
        request.log.warn({ err: error }, "a live stream ended early");
      } finally {
        clearInterval(keepalive);
        open.set(customerId, (open.get(customerId) ?? 1) - 1);
        if (open.get(customerId) === 0) open.delete(customerId);
        reply.raw.end();
      }
    },
  );

  // A stream never ends by itself, and a graceful stop would wait for it.
  app.addHook("preClose", async () => app.server.closeAllConnections());
}
