import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "vitest";
import { answerEapMd5, identityOf } from "#commands/radius/test-login/eap-md5";

const credential = { username: "thandi", password: "umbrella" };

test("a challenge is answered with the hash of its identifier, the password and itself", () => {
  const challenge = Buffer.alloc(16, 5);
  const answer = answerEapMd5(Buffer.from([1, 7, 0, 22, 4, 16, ...challenge]), credential);
  const proof = createHash("md5")
    .update(Buffer.from([7]))
    .update("umbrella")
    .update(challenge)
    .digest();
  assert.deepEqual(Buffer.from(answer!), Buffer.from([2, 7, 0, 28, 4, 16, ...proof, ...Buffer.from("thandi")]));
});

test("another method that is offered is declined for this one", () => {
  assert.deepEqual(
    Buffer.from(answerEapMd5(Buffer.from([1, 7, 0, 6, 25, 0x20]), credential)!),
    Buffer.from([2, 7, 0, 6, 3, 4]),
  );
});

test("who it is, is said first, and again when asked", () => {
  assert.deepEqual(Buffer.from(identityOf("bo")), Buffer.from([2, 0, 0, 7, 1, 0x62, 0x6f]));
  assert.deepEqual(
    Buffer.from(answerEapMd5(Buffer.from([1, 3, 0, 5, 1]), credential)!.subarray(0, 5)),
    Buffer.from([2, 3, 0, 11, 1]),
  );
});

test("what is no question has no answer", () => {
  for (const octets of [[], [3, 1, 0, 4], [1, 1, 0, 4], [1, 7, 0, 8, 4, 16, 1, 1]])
    assert.equal(answerEapMd5(Buffer.from(octets), credential), undefined);
});
