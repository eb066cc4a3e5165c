import assert from "node:assert/strict";
import fc from "fast-check";
import { Webhook, WebhookVerificationError } from "standardwebhooks";
import { test } from "vitest";
import { sealingWith } from "#adapters/webhooks/sealing";
import { newSecret, signedHeaders } from "#adapters/webhooks/signing";

const at = new Date();

test("the receivers' own library verifies what is signed here, whatever the body says", () => {
  fc.assert(
    fc.property(fc.stringMatching(/^msg_[0-9a-z]{1,26}$/), fc.json(), (messageId, body) => {
      const secret = newSecret();
      const headers = signedHeaders({ messageId, at, body, secrets: [secret] });
      assert.deepEqual(new Webhook(secret).verify(body, headers), JSON.parse(body));
    }),
  );
});

test("any text of Unicode is signed as the octets that are sent", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (text) => {
      const [secret, body] = [newSecret(), JSON.stringify({ text })];
      const headers = signedHeaders({ messageId: "msg_1", at, body, secrets: [secret] });
      new Webhook(secret).verify(Buffer.from(body, "utf8"), headers);
    }),
  );
});

test("nobody else's secret verifies it, nor does a changed body, id or time", () => {
  const [secret, body] = [newSecret(), '{"type":"webhook.test"}'];
  const headers = signedHeaders({ messageId: "msg_1", at, body, secrets: [secret] });
  const fails = (verifying: string, text: string, change: Record<string, string>) =>
    assert.throws(() => new Webhook(verifying).verify(text, { ...headers, ...change }), WebhookVerificationError);
  fails(newSecret(), body, {});
  fails(secret, `${body} `, {});
  fails(secret, body, { "webhook-id": "msg_2" });
  fails(secret, body, { "webhook-timestamp": String(Math.floor(at.getTime() / 1_000) + 1) });
});

test("while a secret is being changed, a receiver with the old one and a receiver with the new one both verify", () => {
  const [previous, current, body] = [newSecret(), newSecret(), "{}"];
  const headers = signedHeaders({ messageId: "msg_1", at, body, secrets: [current, previous] });
  for (const secret of [current, previous]) new Webhook(secret).verify(body, headers);
});

test("a secret is sealed for its endpoint, opens after the key was changed, and with no other key", () => {
  const [oldKey, newKey] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
  const sealed = sealingWith([oldKey]).seal("whsec_1", "whk_1");
  assert.equal(sealingWith([newKey, oldKey]).open(sealed, "whk_1"), "whsec_1");
  assert.throws(() => sealingWith([newKey, oldKey]).open(sealed, "whk_2"));
  assert.throws(() => sealingWith([newKey]).open(sealed, "whk_1"), /not known/);
  sealed[20]! ^= 1;
  assert.throws(() => sealingWith([oldKey]).open(sealed, "whk_1"));
});
