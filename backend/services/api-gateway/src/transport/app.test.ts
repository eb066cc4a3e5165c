import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import { Code, ConnectError, createClient, createRouterTransport } from "@connectrpc/connect";
import { BillingService, ServiceLevel } from "@beacom/proto/billing/v1/billing";
import { PostpaidService } from "@beacom/proto/billing/v1/postpaid";
import { VoucherService } from "@beacom/proto/billing/v1/vouchers";
import { AccountsService } from "@beacom/proto/identity/v1/accounts";
import { IdentityService } from "@beacom/proto/identity/v1/identity";
import { PasskeyService } from "@beacom/proto/identity/v1/passkeys";
import { SecurityService } from "@beacom/proto/identity/v1/security";
import { StaffService } from "@beacom/proto/identity/v1/staff";
import { TeamService } from "@beacom/proto/identity/v1/team";
import { NotificationService } from "@beacom/proto/notification/v1/notification";
import { PaymentStatus, PaymentsService } from "@beacom/proto/payments/v1/payments";
import { RadiusService } from "@beacom/proto/radius/v1/radius";
import { ok, refuse } from "@beacom/result";

import fc from "fast-check";
import { pino } from "pino";
import { afterAll, beforeAll, test, vi } from "vitest";
import { accountReader, onlineReader } from "#adapters/account-reader";
import { customersByPhone } from "#adapters/customers-by-phone";
import { rateLimiterMemory } from "#adapters/rate-limiter-memory";
import { liveView } from "#application/live-view";
import { onlineView } from "#application/online-view";
import { GatewayConfig } from "#config";
import { gatewayApp } from "#transport/app";
import { callerOfServices, streamerOfServices } from "#transport/routes/staff/service-route";
import type { App, Services } from "#transport/routes/route-context";

const noon = timestampFromDate(new Date("2026-11-22T10:00:00Z"));
const customer = {
  customerId: "cus_a",
  name: "Thandi",
  phone: "+27821234567",
  email: "t@example.org",
  phoneVerified: true,
  language: "zu",
  registeredAt: noon,
};
const signedIn = {
  accessToken: "access",
  accessExpiresAt: noon,
  refreshToken: "refresh",
  refreshExpiresAt: noon,
  customer,
};
const problems: string[] = [];
const expired = new Set<string>();
let finishSlow: (() => void) | undefined;
const seen: { authorization: string | null; key: string }[] = [];

/** The services as the gateway sees them: they answer for cus_a and refuse the rest. */
const transport = createRouterTransport(({ service }) => {
  service(IdentityService, {
    register: async (request) => {
      if (request.name === "Fault") throw new Error("the database is on fire at 10.0.0.7");
      if (request.name === "Slow") await new Promise<void>((resolve) => (finishSlow = resolve));
      return { verificationId: "ver_1", expiresAt: noon };
    },
    signIn: ({ password }) => {
      if (password !== "right password") throw new ConnectError("not-signed-in", Code.Unauthenticated);
      return signedIn;
    },
    refresh: ({ refreshToken }) => {
      if (refreshToken !== "refresh") throw new ConnectError("refresh-token-unknown", Code.Unauthenticated);
      return signedIn;
    },
    signOut: () => ({}),
    getCustomer: () => customer,
  });
  service(BillingService, {
    getAccount: ({ customerId }) => {
      if (customerId !== "cus_a") throw new ConnectError("account-unknown", Code.NotFound);
      const none = { minorUnits: 0n, currency: "ZAR" };
      return {
        accountId: "acc_1",
        customerId,
        available: { minorUnits: 2_900n, currency: "ZAR" },
        held: none,
        service: { level: ServiceLevel.WALLED_GARDEN, reason: "no-bundle", since: noon, version: 1n },
        asOf: noon,
      };
    },
    buyBundle: () => {
      throw new ConnectError("wallet-too-low", Code.FailedPrecondition);
    },
  });
  service(PaymentsService, {
    createPayment: (request, { requestHeader }) => {
      seen.push({ authorization: requestHeader.get("authorization"), key: request.idempotencyKey });
      const { customerId, planId, amount } = request;
      return {
        paymentId: "pay_1",
        customerId,
        planId,
        status: PaymentStatus.PENDING,
        redirectUrl: "https://pay.example/1",
        createdAt: noon,
        ...(amount ? { amount } : {}),
      };
    },
  });
  service(RadiusService, {
    listSessions: () => {
      throw new ConnectError("down", Code.Unavailable);
    },
  });
  service(NotificationService, {
    listMessages: () => ({ messages: [{ messageId: "msg_1", text: "<b>code</b> 123456", createdAt: noon }] }),
  });
});

let app: App;
beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), "portal-"));
  writeFileSync(join(folder, "index.html"), "<!doctype html><script>theme()</script><p>portal</p>");
  const config = GatewayConfig.parse({
    BEACOM_DEVELOPER: "1",
    GATEWAY_WEB_FOLDER: folder,
    GATEWAY_SIGN_IN_ATTEMPTS_PER_MINUTE: "8",
    GATEWAY_REQUESTS_PER_MINUTE: "5000",
  });
  const services: Services = {
    identity: createClient(IdentityService, transport),
    accounts: createClient(AccountsService, transport),
    passkeys: createClient(PasskeyService, transport),
    security: createClient(SecurityService, transport),
    staff: createClient(StaffService, transport),
    team: createClient(TeamService, transport),
    billing: createClient(BillingService, transport),
    postpaid: createClient(PostpaidService, transport),
    vouchers: createClient(VoucherService, transport),
    payments: createClient(PaymentsService, transport),
    radius: createClient(RadiusService, transport),
    notification: createClient(NotificationService, transport),
  };
  const tokens = {
    verify: async (token: string) => {
      if (expired.has(token)) return refuse({ kind: "token-expired" } as const);
      if (token === "staff") return ok({ kind: "staff", staffId: "stf_1", permissions: [], role: "" } as const);
      return token.startsWith("cus_")
        ? ok({ kind: "customer", customerId: token } as const)
        : refuse({ kind: "token-invalid" } as const);
    },
  };
  const live = liveView({
    readAccount: accountReader({
      billing: services.billing,
      online: onlineView({ read: onlineReader(services.radius), following: () => false, clock: Date.now }),
    }),
    epoch: "e",
  });
  app = await gatewayApp(
    {
      services,
      call: callerOfServices((service) => createClient(service, transport)),
      stream: streamerOfServices((service) => createClient(service, transport)),
      customers: customersByPhone(services.identity),
      live,
      config,
      publicUrl: () => "http://portal.test",
      keepaliveMs: 50,
    },
    {
      tokens,
      limiter: rateLimiterMemory({ nowMs: Date.now }),
      ended: { has: () => false },
      log: pino({ level: "silent" }),
      onAnswer: () => {},
      onProblem: (code) => problems.push(code),
    },
  );
  await app.ready();
});
afterAll(() => app.close());

const own = { authorization: "Bearer cus_a" };

test("every address under /v1/me is closed without a token, with a bad one, and to staff", async () => {
  const document = app.swagger() as unknown as { paths: Record<string, Record<string, unknown>> };
  const mine = Object.entries(document.paths).filter(([path]) => path.startsWith("/v1/me"));
  assert.ok(mine.length >= 20, "the document lists the routes");
  for (const [path, methods] of mine) {
    for (const method of Object.keys(methods)) {
      const ask = (headers: Record<string, string>) =>
        app.inject({ method: method as "get", url: path.replace("{paymentId}", "pay_1"), headers });
      assert.equal((await ask({})).statusCode, 401, `${method} ${path}`);
      assert.equal((await ask({ authorization: "Bearer forged" })).statusCode, 401, `${method} ${path}`);
      assert.equal((await ask({ authorization: "Bearer staff" })).statusCode, 403, `${method} ${path}`);
    }
  }
});

test("an account says what it knows, and leaves out what radius-server does not say", async () => {
  const answer = await app.inject({ url: "/v1/me/account", headers: own });
  assert.equal(answer.statusCode, 200);
  const { available, service, online } = answer.json();
  assert.deepEqual(
    [available, service.level, online],
    [{ minorUnits: 2_900, currency: "ZAR" }, "walled-garden", undefined],
  );
});

test("an account that is not open yet is told from a fault", async () => {
  const answer = await app.inject({ url: "/v1/me/account", headers: { authorization: "Bearer cus_new" } });
  assert.deepEqual([answer.statusCode, answer.json().code], [404, "account-not-open-yet"]);
  assert.match(answer.headers["content-type"] ?? "", /application\/problem\+json/);
});

test("a payment needs an idempotency key, and acts for the person who asked", async () => {
  const payload = { amount: { minorUnits: 2_900, currency: "ZAR" } };
  const without = await app.inject({ method: "POST", url: "/v1/me/payments", headers: own, payload });
  assert.deepEqual([without.statusCode, without.json().code], [400, "not-valid"]);
  const withKey = await app.inject({
    method: "POST",
    url: "/v1/me/payments",
    headers: { ...own, "idempotency-key": "intention-1" },
    payload,
  });
  assert.equal(withKey.statusCode, 201);
  assert.deepEqual(
    [withKey.json().status, withKey.json().planId, seen],
    ["pending", null, [{ authorization: "Bearer cus_a", key: "intention-1" }]],
  );
});

test("a refusal of a service arrives as a problem with its kind and a sentence", async () => {
  const answer = await app.inject({
    method: "POST",
    url: "/v1/me/bundles",
    headers: { ...own, "idempotency-key": "intention-2" },
    payload: { planId: "pln_1" },
  });
  assert.deepEqual([answer.statusCode, answer.json().code], [409, "wallet-too-low"]);
  assert.match(answer.json().detail, /Nothing was taken/);
});

test("a fault tells the client nothing about the inside", async () => {
  const payload = { name: "Fault", phone: "0821234567", email: "t@example.org", password: "long enough" };
  const answer = await app.inject({ method: "POST", url: "/v1/registrations", payload });
  assert.deepEqual([answer.statusCode, answer.json().code], [500, "internal"]);
  assert.ok(!answer.body.includes("fire") && !answer.body.includes("10.0.0.7"));
});

test("the refresh token of a browser is in a cookie that scripts cannot read, and only there", async () => {
  const payload = { identifier: "0821234567", password: "right password" };
  const answer = await app.inject({ method: "POST", url: "/v1/sign-in", payload });
  assert.equal(answer.statusCode, 200);
  assert.equal(answer.json().refreshToken, undefined);
  const [cookie] = answer.cookies as { name: string; httpOnly?: boolean; sameSite?: string; path?: string }[];
  assert.deepEqual(
    [cookie?.name, cookie?.httpOnly, cookie?.sameSite, cookie?.path],
    ["beacom_refresh", true, "Strict", "/v1"],
  );
  const again = await app.inject({
    method: "POST",
    url: "/v1/sign-in/refresh",
    cookies: { beacom_refresh: "refresh" },
  });
  assert.equal(again.statusCode, 200);
});

test("another site cannot use the cookie", async () => {
  const headers = { origin: "https://evil.example" };
  const answer = await app.inject({
    method: "POST",
    url: "/v1/sign-in/refresh",
    cookies: { beacom_refresh: "refresh" },
    headers,
  });
  assert.deepEqual([answer.statusCode, answer.json().code], [403, "other-site"]);
});

test("guessing passwords is slowed down", async () => {
  const statuses: number[] = [];
  for (let i = 0; i < 12; i++) {
    const guess = await app.inject({
      method: "POST",
      url: "/v1/sign-in",
      remoteAddress: "192.0.2.9",
      payload: { identifier: "0821234567", password: `guess ${i}` },
    });
    statuses.push(guess.statusCode);
  }
  assert.ok(statuses.includes(401) && statuses.at(-1) === 429, String(statuses));
});

test("writing an address in another way does not open a way around the limits", async () => {
  const guess = (url: string) =>
    app.inject({
      method: "POST",
      url,
      remoteAddress: "192.0.2.10",
      payload: { identifier: "0821234567", password: "guess" },
    });
  await Promise.all(Array.from({ length: 10 }, () => guess("/v1/sign-in")));
  assert.equal((await guess("/%761/sign-in")).statusCode, 429);
  assert.equal((await guess("/v1/%73ign-in")).statusCode, 429);
});

test("what a database cannot hold is told to the client and not failed on", async () => {
  const refused = async (url: string, payload: object, headers = {}) => {
    const remoteAddress = "192.0.2.7";
    const answer = await app.inject({ method: "POST", url, payload, headers: { ...own, ...headers }, remoteAddress });
    assert.deepEqual([answer.statusCode, answer.json().code], [400, "not-valid"], url);
  };
  const form = { name: "Thandi", phone: "0821234567", email: "t@example.org", password: "long enough" };
  await refused("/v1/sign-in", { identifier: "a\u0000@example.org", password: "x" });
  await refused("/v1/codes/confirm", { verificationId: "ver_\u0000", code: "123456" });
  await refused("/v1/me/bundles", { planId: "pln_\u0000" }, { "idempotency-key": "intention-4" });
  await refused("/v1/registrations", form, { "idempotency-key": "k".repeat(5_000) });
  const read = await app.inject({ url: "/v1/me/usage?cursor=%00", headers: own });
  assert.equal(read.statusCode, 400);
});

test("an address that cannot be decoded is answered with a problem, too", async () => {
  const answer = await app.inject({ url: "/v1/me/payments/%ff", headers: own });
  assert.equal(answer.statusCode, 400);
  assert.match(answer.headers["content-type"] ?? "", /application\/problem\+json/);
});

test("no answer of the API stays in a cache", async () => {
  const answer = await app.inject({ url: "/v1/me/account", headers: own });
  assert.equal(answer.headers["cache-control"], "no-store");
});

test("only the documentation page has the policy of the documentation page", async () => {
  const screen = await app.inject({ url: "/docsx", headers: { accept: "text/html" } });
  assert.doesNotMatch(screen.headers["content-security-policy"] as string, /unsafe-eval/);
  const page = await app.inject({ url: "/docs/", headers: { accept: "text/html" } });
  assert.match(page.headers["content-security-policy"] as string, /unsafe-eval/);
});

test("malformed, oversized and unsupported bodies have their answers and are counted", async () => {
  const post = (payload: string, type = "application/json") =>
    app.inject({
      remoteAddress: "192.0.2.8",
      method: "POST",
      url: "/v1/sign-in/code",
      payload,
      headers: { "content-type": type },
    });
  assert.equal((await post("{")).statusCode, 400);
  assert.equal((await post(JSON.stringify({ phone: "x".repeat(100_000) }))).statusCode, 413);
  assert.equal((await post("phone=1", "application/xml")).statusCode, 415);
  const invalid = await post(JSON.stringify({ phone: 27 }));
  assert.deepEqual([invalid.statusCode, invalid.json().errors[0].path], [400, "body.phone"]);
  assert.ok(problems.includes("not-valid"));
});

test("no body of any shape brings the edge down", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom("/v1/sign-out", "/v1/me/payments", "/v1/me/bundles"),
      fc.oneof(fc.json(), fc.string(), fc.uint8Array()),
      async (url, body) => {
        const payload = typeof body === "string" ? body : Buffer.from(body);
        const headers = { ...own, "content-type": "application/json", "idempotency-key": "intention-3" };
        const answer = await app.inject({ method: "POST", url, payload, headers });
        assert.ok(answer.statusCode < 500, `${answer.statusCode} ${answer.body}`);
      },
    ),
    { numRuns: 300 },
  );
});

test("a path of the portal gives its page with a policy for its one inline script; an unknown API address gives a problem", async () => {
  const page = await app.inject({ url: "/top-up/pay_1", headers: { accept: "text/html" } });
  assert.deepEqual([page.statusCode, page.body.includes("portal")], [200, true]);
  assert.match(page.headers["content-security-policy"] as string, /script-src 'self' 'sha256-/);
  const unknown = await app.inject({ url: "/v1/nothing", headers: { accept: "text/html" } });
  assert.deepEqual([unknown.statusCode, unknown.json().code], [404, "no-such-address"]);
});

test("the document is OpenAPI 3.1 and names the problem", async () => {
  const document = (await app.inject({ url: "/openapi.json" })).json();
  assert.equal(document.openapi, "3.1.0");
  assert.ok(document.components.schemas.Account && document.components.schemas.Problem);
});

test("the document that the clients' types are made from is the one that is served", async () => {
  const served = (await app.inject({ url: "/openapi.json" })).json();
  const committed = new URL("../../../../../clients/packages/api/openapi.json", import.meta.url);
  const remedy = "npm run openapi -w @beacom/api-gateway, then npm run generate -w @beacom/api-client";
  assert.deepEqual(JSON.parse(readFileSync(committed, "utf8")), served, remedy);
});

test("the developer's page shows messages as text, never as markup", async () => {
  const page = await app.inject({ url: "/developer/messages" });
  assert.ok(page.body.includes("&#60;b&#62;code") && !page.body.includes("<b>code"));
  const list = await app.inject({ url: "/developer/messages", headers: { accept: "application/json" } });
  assert.equal(list.json().messages[0].text, "<b>code</b> 123456");
});

test("the developer's page is for the machine it runs on: not for others, through a proxy, or under a foreign name", async () => {
  const status = async (headers: Record<string, string>, remoteAddress = "127.0.0.1") =>
    (await app.inject({ url: "/developer/messages", headers, remoteAddress })).statusCode;
  assert.equal(await status({ host: "localhost:8080" }), 200);
  assert.equal(await status({ host: "localhost:8080" }, "192.168.1.20"), 404);
  assert.equal(await status({ host: "localhost:8080", "x-forwarded-for": "203.0.113.9" }), 404);
  assert.equal(await status({ host: "rebound.evil.example" }), 404);
});

test("the live stream begins with the account", async () => {
  const address = await app.listen({ port: 0, host: "127.0.0.1" });
  const gone = new AbortController();
  const response = await fetch(`${address}/v1/me/events`, { headers: own, signal: gone.signal });
  assert.match(response.headers.get("content-type") ?? "", /text\/event-stream/);
  let text = "";
  for await (const chunk of response.body!) {
    text += Buffer.from(chunk).toString();
    if (text.includes("event: account")) break;
  }
  assert.match(text, /^retry: 2000\n\nid: e-1\nevent: account\ndata: \{"accountId":"acc_1"/);
  gone.abort();
});

test("a live stream ends with the token that opened it", async () => {
  const address = app.listeningOrigin;
  const response = await fetch(`${address}/v1/me/events`, { headers: { authorization: "Bearer cus_a-for-a-moment" } });
  assert.equal(response.status, 200);
  let text = "";
  const read = (async () => {
    for await (const chunk of response.body!) text += Buffer.from(chunk).toString();
  })();
  await vi.waitFor(() => assert.match(text, /: keepalive/));
  expired.add("cus_a-for-a-moment");
  await read;
});

test("a stop ends the streams and lets other requests finish", async () => {
  const address = app.listeningOrigin;
  const stream = await fetch(`${address}/v1/me/events`, { headers: own });
  const payload = { name: "Slow", phone: "0821234567", email: "t@example.org", password: "long enough" };
  const headers = { "content-type": "application/json" };
  const slow = fetch(`${address}/v1/registrations`, { method: "POST", body: JSON.stringify(payload), headers });
  await vi.waitFor(() => assert.ok(finishSlow));
  const closed = app.close();
  await stream.text();
  finishSlow!();
  assert.equal((await slow).status, 201);
  await closed;
});
