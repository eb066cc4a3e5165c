import assert from "node:assert/strict";
import type { CapturedDatagram } from "@beacom/capture";
import { Code } from "@beacom/radius";
import fc from "fast-check";
import { test } from "vitest";
import { type CapturedExchange, pairing, patienceMs } from "#commands/radius/shadow/pair-exchanges";

const router = { address: "10.0.0.1", port: 40_000 };
const server = { address: "10.0.0.250", port: 1812 };

function packet(code: number, identifier: number, mark: number): Uint8Array {
  const bytes = new Uint8Array(20).fill(mark, 4);
  bytes.set([code, identifier, 0, 20]);
  return bytes;
}

type Seen = {
  ms: number;
  code?: number;
  identifier?: number;
  mark?: number;
  from?: typeof router;
  payload?: Uint8Array;
};
const seen = ({
  ms,
  code = Code.AccessRequest,
  identifier = 1,
  mark = 1,
  from = router,
  payload,
}: Seen): CapturedDatagram => {
  const asks = code === Code.AccessRequest;
  return {
    at: new Date(ms),
    atMicroseconds: BigInt(ms) * 1_000n,
    source: asks ? from : server,
    destination: asks ? server : from,
    payload: payload ?? packet(code, identifier, mark),
  };
};
const accepted = (ms: number, more: Partial<Seen> = {}) => seen({ ms, code: Code.AccessAccept, mark: 9, ...more });

function paired(...datagrams: CapturedDatagram[]) {
  const pairs = pairing();
  const exchanges: CapturedExchange[] = datagrams.flatMap((datagram) => [...pairs.add(datagram)]);
  exchanges.push(...pairs.end());
  return { exchanges, counts: pairs.counts };
}

test("a request and what came back to its port are one exchange", () => {
  const { exchanges, counts } = paired(seen({ ms: 0 }), accepted(5));
  assert.deepEqual(exchanges, [
    { source: "10.0.0.1", request: packet(1, 1, 1), reply: packet(2, 1, 9), at: new Date(0) },
  ]);
  assert.equal(counts.answered, 1);
});

test("a request that is sent again, or seen twice, is one; so is its reply", () => {
  const { exchanges, counts } = paired(
    seen({ ms: 0 }),
    seen({ ms: 1 }),
    accepted(5),
    accepted(6),
    seen({ ms: 9 }),
    accepted(10),
  );
  assert.equal(exchanges.length, 1);
  assert.deepEqual([counts.requests, counts.repeated, counts.stray], [1, 2, 0]);
});

test("the same identifier of another router, or another port of it, is another request", () => {
  const others = [router, { ...router, port: 40_001 }, { ...router, address: "10.0.0.2" }];
  const { exchanges } = paired(
    ...others.map((from) => seen({ ms: 0, from })),
    ...others.map((from) => accepted(1, { from })),
  );
  assert.deepEqual(
    exchanges.map(({ reply }) => reply !== undefined),
    [true, true, true],
  );
});

test("an identifier that is used again begins another request; the former one was not answered", () => {
  const { exchanges, counts } = paired(seen({ ms: 0, mark: 1 }), seen({ ms: 10, mark: 2 }), accepted(12));
  assert.deepEqual(
    exchanges.map(({ request, reply }) => [request[4], reply !== undefined]),
    [
      [1, false],
      [2, true],
    ],
  );
  assert.equal(counts.unanswered, 1);
});

test("what is not answered in time was not answered; where the capture ends, nobody knows", () => {
  const late = patienceMs + 1;
  const { exchanges, counts } = paired(seen({ ms: 0, identifier: 1 }), seen({ ms: late, identifier: 2 }));
  assert.deepEqual(
    exchanges.map(({ request, reply }) => [request[1], reply]),
    [[1, undefined]],
  );
  assert.deepEqual([counts.unanswered, counts.cutOff], [1, 1]);
  assert.equal(paired(seen({ ms: 0 }), seen({ ms: late, identifier: 2 }), accepted(late + 1)).counts.stray, 1);
});

test("everything else is counted and left alone", () => {
  const accounting = seen({ ms: 0, payload: packet(Code.AccountingRequest, 1, 1) });
  const { exchanges, counts } = paired(accounting, seen({ ms: 1, payload: new Uint8Array(3) }), accepted(2));
  assert.deepEqual(exchanges, []);
  assert.deepEqual([counts.other, counts.stray], [2, 1]);
});

test("whatever the order and repetition, every request is accounted for once", () => {
  const event = fc.record({
    after: fc.integer({ min: 0, max: 20_000 }),
    code: fc.constantFrom(Code.AccessRequest, Code.AccessAccept, Code.AccessReject),
    identifier: fc.integer({ min: 0, max: 3 }),
    mark: fc.integer({ min: 0, max: 3 }),
  });
  fc.assert(
    fc.property(fc.array(event, { maxLength: 60 }), (events) => {
      let ms = 0;
      const { exchanges, counts } = paired(...events.map(({ after, ...one }) => seen({ ...one, ms: (ms += after) })));
      assert.equal(counts.requests, counts.answered + counts.unanswered + counts.cutOff);
      assert.equal(exchanges.length, counts.answered + counts.unanswered);
      const requests = events.filter(({ code }) => code === Code.AccessRequest).length;
      assert.equal(requests, counts.requests + counts.repeated);
    }),
  );
});
