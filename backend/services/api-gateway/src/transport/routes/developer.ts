import type { FastifyRequest } from "fastify";
import { instant } from "#application/from-proto";
import { Refused } from "#transport/problems";
import type { App, RouteContext } from "#transport/routes/route-context";

/** The outbox of messages as a page, so that a developer can read the codes. Only there with BEACOM_DEVELOPER=1. */
export function developerRoutes(app: App, { services: { notification } }: RouteContext) {
  app.get("/developer/messages", { config: { access: "public" }, schema: { hide: true } }, async (request, reply) => {
    if (!isAtThisMachine(request))
      throw new Refused(404, "no-such-address", "This page is shown on its own machine only.");
    const { messages } = await notification.listMessages({ limit: 100 });
    const rows = messages.map((message) => ({
      messageId: message.messageId,
      channel: message.channel,
      to: message.to,
      text: message.text,
      kind: message.kind,
      createdAt: instant(message.createdAt),
    }));
    void reply.header("cache-control", "no-store");
    if (request.headers.accept?.includes("application/json")) return { messages: rows };
    return reply.type("text/html; charset=utf-8").send(page(rows));
  });
}

/**
 * One-time codes are on this page, and with them everybody's account. So it is shown neither to other machines, nor through a proxy, nor under a
 * foreign name that a web page has made to mean this machine.
 */
function isAtThisMachine({ headers, socket }: FastifyRequest): boolean {
  const from = socket.remoteAddress ?? "";
  const asked = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i.test(headers.host ?? "");
  const forwarded = headers["x-forwarded-for"] ?? headers["forwarded"];
  return asked && forwarded === undefined && /^(::ffff:)?127\.|^::1$/.test(from);
}

type Row = { channel: string; to: string; text: string; kind: string; createdAt: string };

const page = (rows: readonly Row[]) => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta http-equiv="refresh" content="5">
<title>Messages</title><style>
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 46rem; margin: 0 auto; padding: 16px; }
h1 { font-size: 20px; } p { margin: 4px 0; } ol { list-style: none; padding: 0; }
li { border: 1px solid color-mix(in oklch, currentColor 25%, transparent); border-radius: 12px; padding: 12px 16px; margin: 8px 0; }
small { opacity: .75; font-variant-numeric: tabular-nums; }
</style></head><body><h1>Messages that would have been sent</h1>
<p><small>Shown in developer mode only. This page reads itself again every 5 seconds.</small></p>
${rows.length === 0 ? "<p>None yet. Register in the portal, and the code arrives here.</p>" : `<ol>${rows.map(row).join("")}</ol>`}
</body></html>`;

const row = ({ channel, to, text, kind, createdAt }: Row) =>
  `<li><p>${escaped(text)}</p><small>${escaped(channel)} to ${escaped(to)} · ${escaped(kind)} · ${escaped(createdAt)}</small></li>`;

const escaped = (text: string) => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
