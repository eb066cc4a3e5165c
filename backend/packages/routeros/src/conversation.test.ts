import assert from "node:assert/strict";
import { duplexPair } from "node:stream";
import fc from "fast-check";
import { describe, test } from "vitest";
import { conversation } from "#conversation";
import { encodeSentence } from "#encode-sentence";

const words = fc.oneof(
  fc.constantFrom(
    "!re",
    "!done",
    "!trap",
    "!fatal",
    "!empty",
    ".tag=1",
    ".tag=2",
    ".tag=",
    "=ret=1",
    "=message=no",
    "x",
  ),
  fc.string({ minLength: 1, maxLength: 12 }).map((text) => text.toWellFormed()),
);
const chunk = fc.oneof(
  fc.array(words, { minLength: 1, maxLength: 5 }).map(encodeSentence),
  fc.uint8Array({ minLength: 1, maxLength: 40 }),
);

describe("a conversation", () => {
  test("answers or refuses each command once, whatever the router sends and wherever it stops", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(chunk, { maxLength: 8 }), fc.boolean(), async (chunks, hangsUp) => {
        const [ours, theirs] = duplexPair();
        const talk = conversation(ours);
        const asked = [talk.ask(["/a"], 15), talk.ask(["/b"], 15)];
        theirs.on("error", () => undefined).resume();
        for (const octets of chunks) theirs.write(octets);
        if (hangsUp) theirs.end();
        for (const answer of await Promise.all(asked)) {
          const kinds = ["trap", "connection-lost", "timed-out"];
          assert.ok(answer.ok || kinds.includes(answer.error.kind));
        }
        talk.end({ kind: "connection-lost", reason: "closed-by-us" });
        assert.ok(talk.lost() !== undefined);
      }),
      { numRuns: 400 },
    );
  });

  test("gives up on a router that takes no more octets, rather than keep them all", async () => {
    const [ours] = duplexPair();
    const talk = conversation(ours);
    const asked = Array.from({ length: 40 }, () => talk.ask(["/a", `=text=${"x".repeat(60_000)}`], 5_000));
    const refusals = new Set((await Promise.all(asked)).map((one) => !one.ok && JSON.stringify(one.error)));
    assert.deepEqual([...refusals], [JSON.stringify({ kind: "connection-lost", reason: "router-does-not-read" })]);
  });
});
