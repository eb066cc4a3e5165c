import assert from "node:assert/strict";
import { Code, ConnectError, createClient, type Interceptor } from "@connectrpc/connect";
import { createConnectTransport, createGrpcWebTransport } from "@connectrpc/connect-node";
import { BillingService } from "@beacom/proto/billing/v1/billing";
import { IdentityService } from "@beacom/proto/identity/v1/identity";
import { afterAll, beforeAll, test } from "vitest";
import { paperAccount, paperGateway, refused } from "#gateway-fixture";

let app: Awaited<ReturnType<typeof paperGateway>>;
let baseUrl: string;
const tokens: (string | null)[] = [];
beforeAll(async () => {
  app = await paperGateway({
    billing: {
      getAccount({ customerId }, { requestHeader }) {
        tokens.push(requestHeader.get("authorization"));
        if (customerId === "cus_fault") throw new Error("the database is on fire at 10.0.0.7");
        if (customerId !== "cus_a") throw refused("not-yours", Code.PermissionDenied);
        return paperAccount(customerId);
      },
    },
  });
  baseUrl = `${await app.listen({ host: "127.0.0.1", port: 0 })}/v1/rpc`;
});
afterAll(() => app.close());

const as =
  (token: string): Interceptor =>
  (next) =>
  (request) => {
    request.header.set("authorization", `Bearer ${token}`);
    return next(request);
  };
const transports = {
  "gRPC-Web": (token: string) => createGrpcWebTransport({ baseUrl, httpVersion: "1.1", interceptors: [as(token)] }),
  Connect: (token: string) => createConnectTransport({ baseUrl, httpVersion: "1.1", interceptors: [as(token)] }),
};
const codeOf = (call: Promise<unknown>) =>
  call.then(
    () => "answered",
    (error: unknown) => Code[ConnectError.from(error).code],
  );

for (const [name, transport] of Object.entries(transports)) {
  test(`by ${name} a customer reads their own account, in their own name`, async () => {
    const billing = createClient(BillingService, transport("cus_a"));
    const { available } = await billing.getAccount({ customerId: "cus_a" });
    assert.deepEqual([available?.minorUnits, tokens.at(-1)], [2_900n, "Bearer cus_a"]);
  });

  test(`by ${name} nobody calls without a good token, for somebody else, or what is not on the list`, async () => {
    const billing = createClient(BillingService, transport("cus_a"));
    const forged = createClient(BillingService, transport("forged"));
    assert.equal(await codeOf(forged.getAccount({ customerId: "cus_a" })), "Unauthenticated");
    assert.equal(await codeOf(billing.getAccount({ customerId: "cus_b" })), "PermissionDenied");
    assert.notEqual(await codeOf(billing.buyBundle({ customerId: "cus_a" })), "answered");
    const identity = createClient(IdentityService, transport("cus_a"));
    assert.notEqual(await codeOf(identity.findCustomerByPhone({ phone: "0837654321" })), "answered");
    await assert.rejects(billing.getAccount({ customerId: "cus_fault" }), (error: ConnectError) => {
      assert.ok(!error.message.includes("fire"));
      return true;
    });
  });
}

test("a message that is too long, or none, is refused and counted like any request", async () => {
  const url = `${baseUrl}/beacom.billing.v1.BillingService/GetAccount`;
  const headers = { authorization: "Bearer cus_a", "content-type": "application/proto" };
  const long = await fetch(url, { method: "POST", headers, body: new Uint8Array(100_000) });
  assert.ok(long.status >= 400 && long.status < 500, String(long.status));
  assert.match(long.headers.get("ratelimit") ?? "", /"requests";r=\d+/);
  const none = await fetch(url, { method: "POST", headers: { ...headers, "content-type": "text/plain" }, body: "x" });
  assert.equal(none.status, 415);
});
