import { createReadStream, existsSync, readFileSync, statSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";
import {
  accounts,
  customer,
  payment,
  plans,
  plansOfAllKinds,
  sharing,
  type Situation,
  statement,
  tariffs,
  usage,
} from "./accounts.ts";
import { devices, passkeys, recoveryCodes, security, totpOffer } from "./security.ts";
import { billing, documentOf, documentsPage, paidUp } from "./invoices.ts";

const dist = join(import.meta.dirname, "../../../clients/beacom-web/dist");
const kinds: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".svg": "image/svg+xml",
  ".webmanifest": "application/manifest+json",
};
const policy =
  "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; connect-src 'self'; img-src 'self' data:";

export type PortalServer = { url: string; situation: Situation; signedIn: boolean; close(): Promise<void> };

/** The built portal with a gateway of paper behind it: every screen in every state, with no service running. */
export async function portalServer(port = 0): Promise<PortalServer> {
  const portal = { situation: "usual" as Situation, signedIn: true };
  const session = () => ({
    accessToken: "paper",
    accessExpiresAt: new Date(Date.now() + 900_000).toISOString(),
    customer,
  });

  const all = () => portal.situation === "mixed";
  const overdue = () => portal.situation === "limited";
  const isBilled = () => overdue() || portal.situation === "billed";

  const answers: Record<string, () => [status: number, body: unknown]> = {
    "POST /v1/registrations": () => [
      201,
      { verificationId: "ver_1", expiresAt: new Date(Date.now() + 600_000).toISOString() },
    ],
    "POST /v1/sign-in/code": () => [
      202,
      { verificationId: "ver_1", expiresAt: new Date(Date.now() + 600_000).toISOString() },
    ],
    "POST /v1/codes/confirm": () => [200, session()],
    "POST /v1/sign-in": () => [200, session()],
    "POST /v1/sign-in/refresh": () =>
      portal.signedIn ? [200, session()] : [401, { code: "not-signed-in-yet", status: 401 }],
    "POST /v1/sign-out": () => [204, undefined],
    "GET /v1/me": () => [200, customer],
    "GET /v1/me/account": () => [200, accounts[portal.situation]()],
    "GET /v1/plans": () => [200, { plans: portal.situation === "mixed" ? plansOfAllKinds : plans }],
    "GET /v1/tariffs": () => [200, { tariffs }],
    "PUT /v1/me/out-of-bundle": () => [200, accounts[(portal.situation = "payPerUse")]()],
    "DELETE /v1/me/out-of-bundle": () => [200, accounts[(portal.situation = "usual")]()],
    "GET /v1/me/sharing": () => [
      200,
      portal.situation === "mixed"
        ? sharing
        : { members: [], pool: portal.situation === "inPool" ? { phoneEnding: "4321" } : null },
    ],
    "POST /v1/me/sharing/members": () => [200, sharing],
    "DELETE /v1/me/sharing/pool": () => [200, { members: [], pool: null }],
    "POST /v1/me/vouchers": () => [
      200,
      {
        worth: { minorUnits: 5_000, currency: "ZAR" },
        available: { minorUnits: 7_900, currency: "ZAR" },
        planId: null,
        planActivated: false,
        repeated: false,
      },
    ],
    "POST /v1/me/transfers/money": () => [201, {}],
    "POST /v1/me/transfers/data": () => [201, {}],
    "GET /v1/me/billing": () =>
      isBilled() ? [200, billing(overdue())] : [404, { code: "not-billed", status: 404, detail: "", title: "" }],
    "GET /v1/me/billing/documents": () => [200, documentsPage(overdue())],
    "POST /v1/me/billing/documents/inv_131/payments": () => {
      portal.situation = "billed";
      return [201, paidUp()];
    },
    "POST /v1/me/billing/promises": () => [
      201,
      {
        ...billing(overdue()),
        promise: {
          amount: { minorUnits: 49_900, currency: "ZAR" },
          paid: { minorUnits: 0, currency: "ZAR" },
          by: "2026-12-01",
        },
      },
    ],
    "POST /v1/me/payments": () => [201, payment("pending")],
    "POST /v1/me/bundles": () => [201, {}],
    "GET /v1/me/usage": () => [200, usage()],
    "GET /v1/me/statement": () => [200, statement()],
    "POST /v1/sign-in/confirm": () => [200, session()],
    "GET /v1/me/security": () => [200, security(all())],
    "GET /v1/me/security/passkeys": () => [200, passkeys(all())],
    "GET /v1/me/security/devices": () => [200, devices(all())],
    "POST /v1/me/security/totp": () => [200, totpOffer()],
    "POST /v1/me/security/totp/confirm": () => [200, recoveryCodes()],
    "POST /v1/me/security/recovery-codes": () => [200, recoveryCodes()],
    "DELETE /v1/me/security/totp": () => [204, undefined],
    "POST /v1/me/security/step-up": () => [
      200,
      { accessToken: "fresh", accessExpiresAt: new Date(Date.now() + 900_000).toISOString() },
    ],
    "PUT /v1/me/security/password": () => [204, undefined],
    "GET /v1/me/network-credential": () => [
      200,
      { username: "thandi-4567@beacom", password: "river-candle-seven-moss" },
    ],
  };

  const answer = (request: IncomingMessage, response: ServerResponse) => {
    const { pathname } = new URL(request.url ?? "/", "http://portal");
    if (pathname === "/v1/me/events") {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write(`id: p-1\nevent: account\ndata: ${JSON.stringify(accounts[portal.situation]())}\n\n`);
      return;
    }
    const invoice = /^\/v1\/me\/billing\/documents\/(\w+)$/.exec(pathname)?.[1];
    if (invoice) {
      const found = documentOf(invoice, overdue());
      const kind = found ? "application/json" : "application/problem+json";
      response.writeHead(found ? 200 : 404, { "content-type": kind });
      response.end(JSON.stringify(found ?? { code: "document-unknown", status: 404, detail: "", title: "" }));
      return;
    }
    if (/^\/v1\/me\/billing\/.*file$/.test(pathname)) {
      const name = `INV-000131.${request.url?.includes("format=html") ? "html" : "pdf"}`;
      response.writeHead(200, {
        "content-type": "application/pdf",
        "content-disposition": `attachment; filename="${name}"`,
      });
      response.end("%PDF-1.7");
      return;
    }
    const paymentState = /^\/v1\/me\/payments\/pay_(\w+)$/.exec(pathname)?.[1];
    const known = answers[`${request.method} ${pathname}`];
    if (paymentState || known) {
      const [status, body] = paymentState ? ([200, payment(paymentState.replace("_", "-"))] as const) : known!();
      response
        .writeHead(status, { "content-type": "application/json" })
        .end(body === undefined ? undefined : JSON.stringify(body));
      return;
    }
    if (pathname.startsWith("/v1")) {
      response
        .writeHead(404, { "content-type": "application/problem+json" })
        .end(JSON.stringify({ code: "no-such-address", status: 404 }));
      return;
    }
    const file = join(dist, pathname);
    const found = pathname !== "/" && existsSync(file) && statSync(file).isFile() ? file : join(dist, "index.html");
    response.writeHead(200, {
      "content-type": kinds[extname(found)] ?? "application/octet-stream",
      "content-security-policy": policy,
    });
    if (!found.endsWith("index.html")) {
      createReadStream(found).pipe(response);
      return;
    }
    // As the gateway does with the operator's number.
    const page = readFileSync(found, "utf8");
    response.end(page.replace('name="support-phone" content=""', 'name="support-phone" content="0800 123 456"'));
  };

  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return Object.assign(portal, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  });
}
