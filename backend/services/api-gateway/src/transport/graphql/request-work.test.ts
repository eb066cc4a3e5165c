import assert from "node:assert/strict";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { test } from "vitest";
import { paperAccount, own, paperGateway } from "#gateway-fixture";

test("when the client leaves, what is asked on its behalf is broken off", async () => {
  const ended = Promise.withResolvers<string>();
  const asked = Promise.withResolvers<void>();
  const app = await paperGateway({
    billing: {
      async getAccount({ customerId }, { signal }) {
        asked.resolve();
        await once(signal, "abort");
        ended.resolve(customerId);
        return paperAccount(customerId);
      },
    },
  });
  const address = await app.listen({ port: 0, host: "127.0.0.1" });
  const client = new AbortController();
  const request = fetch(`${address}/graphql`, {
    method: "POST",
    headers: { ...own, "content-type": "application/json" },
    body: JSON.stringify({ query: "{ me { wallet { held { currency } } } }" }),
    signal: client.signal,
  }).catch(() => "left");
  await asked.promise;
  client.abort();
  assert.equal(await request, "left");
  assert.equal(await Promise.race([ended.promise, sleep(5_000, "still going")]), "cus_a");
  await app.close();
});
