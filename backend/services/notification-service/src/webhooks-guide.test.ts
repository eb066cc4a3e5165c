import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "vitest";
import { newSecret, signedHeaders } from "#adapters/webhooks/signing";
import { eventTypes } from "#application/webhooks/event-types";

const guide = await readFile(new URL("../../../../docs/guides/webhooks.md", import.meta.url), "utf8");

type Verified = (secret: string, headers: Record<string, string>, body: string) => unknown;
const code = /```js\n(.*?)```/s.exec(guide)![1]!;
const { verified } = (await import(`data:text/javascript,${encodeURIComponent(code)}`)) as { verified: Verified };

test("the guide's program takes what is sent, also while a secret is being changed, and nothing else", () => {
  const [old, current, body] = [newSecret(), newSecret(), '{"type":"webhook.test","é":1}'];
  const sent = { messageId: "msg_1", at: new Date(), body, secrets: [current, old] };
  const headers = signedHeaders(sent);
  for (const secret of [old, current]) assert.deepEqual(verified(secret, headers, body), JSON.parse(body));
  assert.throws(() => verified(newSecret(), headers, body), /not signed/);
  assert.throws(() => verified(current, headers, `${body} `), /not signed/);
  const before = signedHeaders({ ...sent, at: new Date(Date.now() - 301_000) });
  assert.throws(() => verified(current, before, body), /too old/);
  assert.throws(() => verified(current, { ...headers, "webhook-timestamp": "soon" }, body), /too old/);
});

test("the guide names every type of event", () => {
  for (const type of Object.keys(eventTypes)) assert.ok(guide.includes(`\`${type}\``), type);
});
