import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createPaystackSandbox, type PaystackSandbox } from "@beacom/paystack-sandbox";
import { afterAll, beforeAll, test } from "vitest";
import { paystackProvider } from "#adapters/paystack";

const secretKey = "sk_test_adapter_secret";
let sandbox: PaystackSandbox;
beforeAll(async () => {
  sandbox = await createPaystackSandbox({ port: 0, secretKey });
});
afterAll(() => sandbox.close());

const order = (reference: string) => ({
  reference,
  amount: { minorUnits: 9_900n, currency: "ZAR" },
  email: "thandi@example.test",
  returnUrl: "https://portal.test/top-up/1",
  metadata: { payment_id: "pay_1" },
});
const patient = () => ({ signal: AbortSignal.timeout(5_000) });
const provider = (apiUrl = sandbox.url, key = secretKey) => paystackProvider({ apiUrl, secretKey: key });

test("an opened payment has an address, and its reference is taken from then on", async () => {
  const answer = await provider().open(order("a"), patient());
  assert.ok(answer.kind === "opened" && answer.redirectUrl.startsWith(`${sandbox.url}/checkout/`));
  assert.deepEqual(await provider().open(order("a"), patient()), { kind: "reference-taken" });
});

test("a charge is what the provider holds, in cents", async () => {
  await provider().open(order("b"), patient());
  const charge = { reference: "b", amount: { minorUnits: 9_900n, currency: "ZAR" } };
  assert.deepEqual(await provider().charge("b", patient()), {
    kind: "charge",
    charge: { ...charge, outcome: "open", words: "The transaction was not completed" },
  });
  sandbox.pay("b");
  assert.deepEqual(await provider().charge("b", patient()), {
    kind: "charge",
    charge: { ...charge, outcome: "succeeded", words: "Successful" },
  });
  assert.deepEqual(await provider().charge("never", patient()), { kind: "reference-unknown" });
  assert.deepEqual(await provider().charge("../../etc", patient()), { kind: "reference-unknown" });
});

test("a request that is wrong is refused; a wrong key, a fault or silence leaves the outcome unknown", async () => {
  assert.equal((await provider().open({ ...order("c"), email: "nobody" }, patient())).kind, "refused");
  assert.deepEqual(await provider(sandbox.url, "sk_test_other").open(order("c"), patient()), {
    kind: "unknown",
    reason: "HTTP 401: Invalid key",
  });
  sandbox.behave({ failures: 1 });
  assert.equal((await provider().charge("c", patient())).kind, "unknown");
  sandbox.behave({ answerDelayMs: 5_000 });
  assert.deepEqual(await provider().open(order("c"), { signal: AbortSignal.timeout(50) }), {
    kind: "unknown",
    reason: "no answer in time",
  });
  sandbox.behave({});
  assert.deepEqual(await provider("http://127.0.0.1:2").charge("c", patient()), {
    kind: "unknown",
    reason: "no answer: ECONNREFUSED",
  });
});

test("an answer that is not Paystack's is unknown, whatever it is, and never tells the key", async () => {
  const answers: [number, string][] = [
    [200, "<html>maintenance</html>"],
    [200, "{}"],
    [200, '{"status":true,"data":null}'],
    [200, '{"status":true,"data":{"id":1,"status":"success","reference":"x","amount":"many","currency":"ZAR"}}'],
    [
      200,
      '{"status":true,"message":"","data":{"authorization_url":"https://x.test","access_code":"x","reference":"of-another"}}',
    ],
    [502, "Bad Gateway"],
    [429, '{"status":false,"message":"slow down"}'],
    [200, ""],
  ];
  const server = createServer((_request, response) => {
    const [status, body] = answers[0]!;
    response.writeHead(status).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const strange = provider(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  for (; answers.length > 0; answers.shift()) {
    for (const answer of [await strange.open(order("d"), patient()), await strange.charge("d", patient())]) {
      assert.equal(answer.kind, "unknown", answers[0]![1]);
      assert.ok(!JSON.stringify(answer).includes(secretKey));
    }
  }
  server.close().closeAllConnections();
});
