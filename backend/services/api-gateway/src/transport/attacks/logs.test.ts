import assert from "node:assert/strict";
import { afterAll, beforeAll, test } from "vitest";
import { attackedGateway, nasty } from "#attacked-gateway";

let gateway: Awaited<ReturnType<typeof attackedGateway>>;
beforeAll(async () => void (gateway = await attackedGateway()));
afterAll(() => gateway.close());

const send = (path: string, init: { method?: string; body?: string; headers?: Record<string, string> } = {}) =>
  fetch(`${gateway.url}${path}`, { ...init, headers: { "content-type": "application/json", ...init.headers } });
const form = { name: "Thandi", phone: "0821234567", email: "t@example.org", password: "long enough, and rare" };

test("nothing secret is in the log, at its most talkative, wherever it was sent and whatever failed", async () => {
  const secret = (name: string) => `sEcReT${name}9f8e7d6c`;
  const token = await gateway.token();
  const bearer = { authorization: `Bearer ${token}`, "idempotency-key": "intention-1" };
  const cookie = `beacom_refresh=${secret("Cookie")}; beacom_staff_refresh=${secret("StaffCookie")}`;
  const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    send(path, { method: "POST", body: typeof body === "string" ? body : JSON.stringify(body), headers });
  await post("/v1/registrations", { ...form, password: secret("Password") });
  await post("/v1/registrations", { ...form, name: "Fault", password: secret("FaultPassword") });
  await post("/v1/sign-in", { identifier: "0821234567", password: secret("SignIn") });
  await post("/v1/sign-in", `{"password":"${secret("Broken")}"`);
  await post("/v1/sign-in", { identifier: { password: secret("Nested") }, password: 7 });
  await post("/v1/codes/confirm", { verificationId: "ver_1", code: "4711-0815" });
  await post("/v1/sign-in/refresh", { refreshToken: secret("Refresh") }, { cookie });
  await post("/v1/sign-in/refresh", {}, { cookie });
  await post("/v1/me/vouchers", { code: secret("Voucher") }, bearer);
  await send("/v1/me", { headers: { authorization: `Bearer ${secret("Bearer")}` } });
  await send("/v1/me", { headers: { authorization: `Basic ${secret("Basic")}` } });
  await send(`/v1/me?access_token=${secret("Query")}`, { headers: bearer });
  await send("/v1/me/account", { headers: bearer });
  await send(`/v1/nothing/${secret("Path")}`, { headers: { ...bearer, cookie } });
  await send(`/v1/me/payments/%ff${secret("Bad")}`, { headers: bearer });
  const log = gateway.lines.join("");
  assert.ok(
    gateway.lines.some((line) => line.includes("request failed")),
    "faults are logged",
  );
  assert.deepEqual(log.match(/sEcReT\w+/g) ?? [], []);
  for (const hidden of [token, token.split(".")[2]!, "4711-0815", gateway.internalKey.toString("base64")])
    assert.ok(!log.includes(hidden), hidden.slice(0, 12));
});

test("each logged line is one object of JSON without a control character, whatever was sent", async () => {
  await send("/v1/registrations", { method: "POST", body: JSON.stringify({ ...form, name: "Fault" }) });
  await send(`/v1/${encodeURIComponent(nasty)}`, { headers: { "user-agent": "a\u009b31m\u0085b" } });
  await send("/v1/me", { headers: { "user-agent": "\u009b31m", authorization: `Bearer ${await gateway.token()}` } });
  const told = gateway.lines.some((line) => line.includes("gnp.exe"));
  assert.ok(told, "what a service said is in the log");
  for (const line of gateway.lines) {
    assert.doesNotMatch(line.replace(/\n$/, ""), /[\p{Cc}\u2028-\u202e\u2066-\u2069]/u);
    assert.equal((JSON.parse(line) as { msg?: string }).msg === "forged", false);
  }
});
