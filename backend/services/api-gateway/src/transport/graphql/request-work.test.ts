import assert from "node:assert/strict";
import { EventEmitter, once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { Code, ConnectError } from "@connectrpc/connect";
import type { FastifyReply } from "fastify";
import { test } from "vitest";
import { paperAccount, own, paperGateway } from "#gateway-fixture";
import { errorJson } from "#transport/graphql/graphql-problems";
import { requestWork } from "#transport/graphql/request-work";

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

const connection = () => {
  const raw = Object.assign(new EventEmitter(), { writableFinished: false });
  return { raw, reply: { raw } as unknown as Pick<FastifyReply, "raw"> };
};

test("when the time of a request is over, its calls end, and the answer says that it took too long", async () => {
  const work = requestWork(connection().reply, 20);
  const [reading, changing] = [work.reading().signal, work.changing().signal];
  assert.equal(work.timedOut(), false);
  await sleep(60);
  assert.deepEqual([reading?.aborted, changing?.aborted, work.timedOut()], [true, true, true]);
  const brokenOff = errorJson(new ConnectError("the operation was aborted", Code.Canceled), work.timedOut());
  assert.deepEqual(brokenOff.extensions, { code: "deadline-exceeded", status: 504 });
});

test("a change that was begun is finished for a client that left, and no other is begun", () => {
  const { raw, reply } = connection();
  const work = requestWork(reply, 10_000);
  const [reading, begun] = [work.reading().signal, work.changing().signal];
  raw.emit("close");
  assert.deepEqual([reading?.aborted, begun?.aborted, work.timedOut()], [true, false, false]);
  assert.throws(() => work.changing(), /Nothing further was begun/);
});
