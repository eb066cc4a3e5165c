import assert from "node:assert/strict";
import { afterAll, beforeAll, test } from "vitest";
import { attackedGateway } from "#attacked-gateway";

let gateway: Awaited<ReturnType<typeof attackedGateway>>;
beforeAll(async () => void (gateway = await attackedGateway()));
afterAll(() => gateway.close());

const form = { name: "Thandi", phone: "0821234567", email: "t@example.org", password: "long enough, and rare" };
const post = async (path: string, body: string | object, headers: Record<string, string> = {}) =>
  fetch(`${gateway.url}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
const signedIn = async (key = crypto.randomUUID()) => ({
  authorization: `Bearer ${await gateway.token()}`,
  "idempotency-key": key,
});
const last = (method: string) => gateway.asked.findLast((one) => one.method === method)?.message ?? {};

test("keys that would change every object are refused and change none", async () => {
  for (const poison of ['"__proto__":{"polluted":1}', '"constructor":{"prototype":{"polluted":1}}']) {
    const answer = await post("/v1/registrations", `{${JSON.stringify(form).slice(1, -1)},${poison}}`);
    assert.equal(answer.status, 400, poison);
  }
  await fetch(`${gateway.url}/v1/plans?__proto__[polluted]=1&constructor.prototype.polluted=1`);
  assert.equal(({} as { polluted?: number }).polluted, undefined);
});

test("fields that a form does not have never reach a service", async () => {
  const extra = {
    role: "admin",
    customerId: "cus_victim",
    phoneVerified: true,
    available: { minorUnits: 1 },
    permissions: ["*"],
  };
  await post("/v1/registrations", { ...form, ...extra });
  const registered = last("register");
  assert.equal(registered["name"], "Thandi");
  for (const name of Object.keys(extra)) assert.ok(!Object.hasOwn(registered, name), name);

  await post("/v1/me/bundles", { planId: "pln_1", ...extra, payer: "somebody" }, await signedIn());
  assert.equal(last("buyBundle")["customerId"], "cus_a");

  const amount = { minorUnits: 100, currency: "ZAR" };
  const evil = { ...extra, amount, email: "x@evil.example", returnUrl: "https://evil.example", status: "succeeded" };
  await post("/v1/me/payments", evil, await signedIn());
  const payment = last("createPayment");
  assert.deepEqual([payment["customerId"], payment["email"]], ["cus_a", "t@example.org"]);
  assert.ok(String(payment["returnUrl"]).startsWith(gateway.url));
});

test("line ends and other control characters in what is typed are refused or do not leave the field", async () => {
  for (const name of ["a\r\nSet-Cookie: x=1", "a\u0000b", "\u001b[2J"]) {
    const answer = await post("/v1/sign-in", { identifier: `t${name}@example.org`, password: "x" });
    assert.equal(answer.status, 400, name);
    assert.equal(answer.headers.get("set-cookie"), null);
  }
  for (const path of [
    "/v1/me/payments/x%0d%0aset-cookie:%20x=1",
    "/v1/plans?fields=%0d%0aset-cookie:x=1",
    "/v1/%0d%0aset-cookie:x=1",
  ]) {
    const answer = await fetch(`${gateway.url}${path}`, { headers: await signedIn() });
    assert.ok(answer.status >= 400 && answer.status < 500, path);
    assert.equal(answer.headers.get("set-cookie"), null, path);
  }
});

test("a form whose name, phone or e-mail address has control characters goes no further", async () => {
  for (const [field, value] of [
    ["name", "Thandi\u001b[31m"],
    ["name", "Thandi\r\nBcc: all@example.org"],
    ["phone", "082\u00001234567"],
    ["phone", "0821234567\n"],
    ["email", "t@example.org\r\nBcc: a@b.example"],
  ] as const) {
    const before = gateway.asked.length;
    const answer = await post("/v1/registrations", { ...form, [field]: value });
    // What is trimmed away at the ends is nobody's loss.
    if (answer.status === 201) assert.doesNotMatch(String(last("register")[field]), /\p{Cc}/u, `${field} ${value}`);
    else assert.deepEqual([answer.status, gateway.asked.length], [400, before], `${field} ${value}`);
  }
});

test("letters that only look like others make no e-mail address, and nothing turns a name around", async () => {
  for (const [field, value] of [
    ["email", "th\u0430ndi@example.org"],
    ["email", "thandi@ex\u0430mple.org"],
    ["email", "thandi\uff20example.org"],
    ["email", "thandi@example\u200b.org"],
    ["email", "thandi@example.org\u0000"],
    ["name", "Tha\u202eidn"],
  ] as const) {
    const before = gateway.asked.length;
    const answer = await post("/v1/registrations", { ...form, [field]: value });
    assert.deepEqual([answer.status, gateway.asked.length], [400, before], `${field} ${value}`);
  }
});

test("bodies, paths, parameters and headers beyond all measure are refused, and the next request is served", async () => {
  assert.equal((await post("/v1/sign-in", { identifier: "x".repeat(70_000), password: "x" })).status, 413);
  assert.equal((await post("/v1/sign-in", "[".repeat(60_000))).status, 400);
  const big = "x".repeat(20_000);
  const tooMuch = (path: string, headers: Record<string, string> = {}) =>
    fetch(`${gateway.url}${path}`, { headers: { ...headers } }).then(({ status }) => status);
  assert.ok([414, 431].includes(await tooMuch(`/v1/${big}`)));
  assert.equal(await tooMuch("/v1/plans", { "x-big": big }), 431);
  const long = await fetch(`${gateway.url}/v1/me/payments/${"x".repeat(500)}`, { headers: await signedIn() });
  assert.ok(long.status === 404 || long.status === 400 || long.status === 414, String(long.status));
  assert.equal((await fetch(`${gateway.url}/v1/me`, { headers: await signedIn() })).status, 200);
});
