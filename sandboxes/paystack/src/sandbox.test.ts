import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, test } from "vitest";
import { createPaystackSandbox, type PaystackSandbox, type SandboxOptions } from "#sandbox";

const secretKey = "sk_test_sandbox";
const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const each of open.splice(0).toReversed()) await each.close();
});

test("a payment goes from initialize over the hosted page to verify, as at Paystack", async () => {
  const { sandbox, inbox } = await world();
  const opened = await initialize(sandbox, { callback_url: "http://shop.test/top-up/1?x=y" });
  assert.equal(opened.status, 200);
  const { authorization_url: page, reference } = opened.body.data;
  assert.equal((await verify(sandbox, reference)).body.data.status, "abandoned");
  const html = await (await fetch(page)).text();
  assert.match(html, /Sandbox/);
  assert.match(html, /Pay R99\.00/);
  const back = await fetch(`${page}/pay`, { method: "POST", redirect: "manual" });
  assert.equal(back.status, 303);
  assert.equal(
    back.headers.get("location"),
    `http://shop.test/top-up/1?x=y&trxref=${reference}&reference=${reference}`,
  );
  const { data } = (await verify(sandbox, reference)).body;
  assert.deepEqual([data.status, data.amount, data.currency, data.requested_amount], ["success", 9_900, "ZAR", 9_900]);
  await sandbox.idle();
  assert.deepEqual(
    inbox.map(({ body }) => [JSON.parse(body).event, JSON.parse(body).data.reference]),
    [["charge.success", reference]],
  );
  assert.equal(inbox[0]!.signature, createHmac("sha512", secretKey).update(inbox[0]!.body).digest("hex"));
});

test("a declined card leaves the page open, and nothing is sent", async () => {
  const { sandbox, inbox } = await world();
  const { authorization_url: page, reference } = (await initialize(sandbox)).body.data;
  await fetch(`${page}/decline`, { method: "POST", redirect: "manual" });
  assert.equal((await verify(sandbox, reference)).body.data.status, "failed");
  assert.match(await (await fetch(page)).text(), /Insufficient Funds/);
  await sandbox.idle();
  assert.equal(inbox.length, 0);
  assert.ok(sandbox.pay(reference));
  assert.equal((await verify(sandbox, reference)).body.data.status, "success");
});

test("a wrong key, a repeated or unknown reference and a bad field answer as Paystack does", async () => {
  const { sandbox } = await world();
  const stranger = await fetch(`${sandbox.url}/transaction/verify/x`, {
    headers: { authorization: "Bearer sk_test_x" },
  });
  assert.equal(stranger.status, 401);
  assert.equal(((await stranger.json()) as { message: string }).message, "Invalid key");
  assert.equal((await initialize(sandbox, { reference: "once" })).status, 200);
  const again = await initialize(sandbox, { reference: "once" });
  assert.deepEqual(
    [again.status, again.body.message, again.body.code],
    [400, "Duplicate Transaction Reference", "duplicate_reference"],
  );
  assert.equal((await verify(sandbox, "never")).body.code, "transaction_not_found");
  assert.equal((await initialize(sandbox, { amount: 1.5 })).status, 400);
  assert.equal((await initialize(sandbox, { reference: "an_underscore" })).status, 400);
  assert.equal((await fetch(`${sandbox.url}/checkout/nothing`)).status, 404);
});

test("callbacks are repeated until they are accepted", async () => {
  const { sandbox, inbox } = await world({}, { answers: [500, 503, 200] });
  sandbox.pay((await initialize(sandbox)).body.data.reference);
  await sandbox.idle();
  assert.equal(inbox.length, 3);
  assert.equal(sandbox.callbacksDelivered(), 1);
});

test("it duplicates, reorders, repeats old callbacks, forges and loses them on demand", async () => {
  const { sandbox, inbox } = await world();
  const references = async () => {
    await sandbox.idle();
    return inbox.splice(0).map(({ body }) => JSON.parse(body).data.reference as string);
  };
  const paid = async (reference: string) => {
    await initialize(sandbox, { reference });
    sandbox.pay(reference);
  };
  await behave(sandbox, { duplicates: 2 });
  await paid("a");
  assert.deepEqual(await references(), ["a", "a", "a"]);
  await behave(sandbox, { reorder: 2 });
  await paid("b");
  await paid("c");
  assert.deepEqual(await references(), ["c", "b"]);
  await behave(sandbox, { stale: true });
  await paid("d");
  assert.deepEqual((await references()).sort(), ["c", "d"]);
  await behave(sandbox, { missingCallback: true });
  await paid("e");
  assert.deepEqual(await references(), []);
  await behave(sandbox, { wrongSignature: true });
  await paid("f");
  await sandbox.idle();
  assert.notEqual(inbox[0]!.signature, createHmac("sha512", secretKey).update(inbox[0]!.body).digest("hex"));
});

test("it charges a wrong amount, or only says so in the callback", async () => {
  const { sandbox, inbox } = await world({ behaviour: { wrongAmountCents: 100, wrongCurrency: "NGN" } });
  await initialize(sandbox, { reference: "a" });
  sandbox.pay("a");
  const a = (await verify(sandbox, "a")).body.data;
  assert.deepEqual([a.amount, a.currency, a.requested_amount], [100, "NGN", 9_900]);
  await behave(sandbox, { wrongAmountCents: 100, wrongIn: "callback" });
  await initialize(sandbox, { reference: "b" });
  sandbox.pay("b");
  await sandbox.idle();
  assert.equal((await verify(sandbox, "b")).body.data.amount, 9_900);
  assert.equal(JSON.parse(inbox.at(-1)!.body).data.amount, 100);
});

test("it fails with 500, and drops the connection after the transaction is made", async () => {
  const { sandbox } = await world({ behaviour: { failures: 1, dropInitialize: 1 } });
  assert.equal((await initialize(sandbox, { reference: "a" })).status, 500);
  await assert.rejects(initialize(sandbox, { reference: "a" }));
  assert.equal((await initialize(sandbox, { reference: "a" })).body.code, "duplicate_reference");
  assert.equal((await post(sandbox, "/sandbox/behaviour", { invented: true })).status, 400);
});

test("a refund takes no more than what was paid and is told by a callback", async () => {
  const { sandbox, inbox } = await world();
  const { reference } = (await initialize(sandbox)).body.data;
  assert.equal((await post(sandbox, "/refund", { transaction: reference })).status, 400);
  assert.equal((await post(sandbox, "/sandbox/pay", { reference: reference.replaceAll("-", "_") })).status, 200);
  assert.equal((await post(sandbox, "/refund", { transaction: reference, amount: 10_000 })).status, 400);
  const refunded = await post(sandbox, "/refund", { transaction: reference });
  assert.deepEqual([refunded.status, refunded.body.data.status, refunded.body.data.amount], [200, "pending", 9_900]);
  await sandbox.idle();
  assert.equal(JSON.parse(inbox.at(-1)!.body).data.transaction_reference, reference);
  assert.equal((await verify(sandbox, reference)).body.data.status, "reversed");
});

test("transactions are listed in pages, newest first, and survive a restart in their file", async () => {
  const folder = await mkdtemp(join(tmpdir(), "paystack-sandbox-"));
  open.push({ close: () => rm(folder, { recursive: true }) });
  const { sandbox } = await world({ file: join(folder, "transactions.json") });
  for (const reference of ["a", "b", "c"]) await initialize(sandbox, { reference });
  const { sandbox: restarted } = await world({ file: join(folder, "transactions.json") });
  const listed = await get(restarted, "/transaction?perPage=2&page=1");
  assert.deepEqual(
    listed.body.data.map((each: { reference: string }) => each.reference),
    ["c", "b"],
  );
  assert.deepEqual(listed.body.meta, { total: 3, skipped: 0, perPage: 2, page: 1, pageCount: 2 });
});

// oxlint-disable-next-line typescript/no-explicit-any -- the tests look into JSON as a client would
type Answer = { status: number; body: any };
type Received = { body: string; signature: string };

async function world(options: Partial<SandboxOptions> = {}, { answers = [] as number[] } = {}) {
  const inbox: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      inbox.push({
        body: Buffer.concat(chunks).toString(),
        signature: String(request.headers["x-paystack-signature"]),
      });
      response.writeHead(answers.shift() ?? 200).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const webhookUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks/paystack`;
  const sandbox = await createPaystackSandbox({ port: 0, secretKey, webhookUrl, retryMs: 5, ...options });
  open.push({ close: async () => server.close().closeAllConnections() }, sandbox);
  return { sandbox, inbox };
}

async function call(sandbox: PaystackSandbox, path: string, init: RequestInit): Promise<Answer> {
  const headers = {
    authorization: `Bearer ${secretKey}`,
    ...(init.body ? { "content-type": "application/json" } : {}),
  };
  const answer = await fetch(`${sandbox.url}${path}`, { ...init, headers });
  return { status: answer.status, body: await answer.json() };
}
const get = (sandbox: PaystackSandbox, path: string) => call(sandbox, path, {});
const post = (sandbox: PaystackSandbox, path: string, body: unknown) =>
  call(sandbox, path, { method: "POST", body: JSON.stringify(body) });
const verify = (sandbox: PaystackSandbox, reference: string) => get(sandbox, `/transaction/verify/${reference}`);
const behave = (sandbox: PaystackSandbox, behaviour: unknown) => post(sandbox, "/sandbox/behaviour", behaviour);
const initialize = (sandbox: PaystackSandbox, fields: object = {}) =>
  post(sandbox, "/transaction/initialize", {
    email: "thandi@example.test",
    amount: 9_900,
    currency: "ZAR",
    reference: "pay-1",
    ...fields,
  });
