import { setMaxListeners } from "node:events";
import type { Tokens } from "@beacom/runtime";
import { personOf } from "#transport/people";
import { Refused } from "#transport/problems";
import type { App, RouteContext } from "#transport/routes/route-context";

const usualKeepaliveMs = 15_000;
const mostWatchersPerPerson = 10;
/** Of what was written and not read yet; somebody who reads no more is somebody who left. */
const mostUnreadOctets = 256 * 1024;

/** Server-sent events (HTML standard, section 9.2). The first event is the account as it is, so a reconnect needs nothing else. */
export function liveRoutes(
  app: App,
  { live, keepaliveMs = usualKeepaliveMs }: RouteContext,
  tokens: Pick<Tokens, "verify">,
) {
  const open = new Map<string, number>();
  const stopping = new AbortController();
  // Every stream listens for the stop.
  setMaxListeners(0, stopping.signal);

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
      const { customerId, token } = personOf(request);
      const mine = open.get(customerId) ?? 0;
      if (mine >= mostWatchersPerPerson)
        throw new Refused(429, "too-many-streams", "Close this page on another device first.");
      open.set(customerId, mine + 1);
      const gone = new AbortController();
      const leave = () => gone.abort();
      reply.raw.on("close", leave);
      stopping.signal.addEventListener("abort", leave);
      const write = (text: string) => {
        reply.raw.write(text);
        if (reply.raw.writableLength > mostUnreadOctets) reply.raw.destroy();
      };
      /** A stream lasts no longer than the token that opened it; the client comes back with a new one. */
      const stayAlive = async () => {
        const verified = await tokens.verify(token);
        if (verified.ok || verified.error.kind === "signing-keys-unavailable") write(": keepalive\n\n");
        else leave();
      };
      reply.hijack();
      const headers = {
        "content-type": "text/event-stream; charset=utf-8",
        "cache-control": "no-store",
        "x-accel-buffering": "no",
      };
      const given = Object.entries(reply.getHeaders()).filter(([, value]) => value !== undefined) as [string, string][];
      reply.raw.writeHead(200, { ...Object.fromEntries(given), ...headers });
      write("retry: 2000\n\n");
      const keepalive = setInterval(() => void stayAlive().catch(leave), keepaliveMs);
      try {
        const lastEventId = request.headers["last-event-id"]?.toString();
        for await (const { id, event, data } of live.watch(customerId, gone.signal, lastEventId)) {
          write(`id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
        }
      } catch (error) {
        request.log.warn({ err: error }, "a live stream ended early");
      } finally {
        clearInterval(keepalive);
        stopping.signal.removeEventListener("abort", leave);
        open.set(customerId, (open.get(customerId) ?? 1) - 1);
        if (open.get(customerId) === 0) open.delete(customerId);
        reply.raw.end();
      }
    },
  );

  // A stream does not end by itself, and a graceful stop would wait for it. Other requests are left to finish.
  app.addHook("preClose", async () => stopping.abort());
}
