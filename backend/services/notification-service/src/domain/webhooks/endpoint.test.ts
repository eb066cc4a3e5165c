import assert from "node:assert/strict";
import { ok, refuse } from "@beacom/result";
import fc from "fast-check";
import { test } from "vitest";
import { mayConnectTo } from "#domain/webhooks/address";
import { checkEndpoint, type EndpointForm } from "#domain/webhooks/endpoint";

const known = {
  eventTypes: ["payment.failed", "payment.succeeded"],
  plainHttp: false,
  mayConnectTo: (address: string) => mayConnectTo(address, []),
};
const form = { url: "https://crm.karoo.example/hooks", description: "", eventTypes: ["payment.succeeded"] };
const check = (change: Partial<EndpointForm>, here: Partial<typeof known> = {}) =>
  checkEndpoint({ ...form, ...change }, { ...known, ...here });

test("an endpoint is an https address, some words and known types of events, each once", () => {
  const eventTypes = ["payment.succeeded", "payment.failed", "payment.failed"];
  assert.deepEqual(
    check({ url: " https://crm.karoo.example/hooks#top ", description: " our CRM ", eventTypes }),
    ok({
      url: "https://crm.karoo.example/hooks",
      description: "our CRM",
      eventTypes: ["payment.failed", "payment.succeeded"],
    }),
  );
});

test("what is no endpoint is refused with what is wrong", () => {
  assert.deepEqual(check({ url: "crm" }), refuse({ kind: "url-not-valid" }));
  assert.deepEqual(check({ url: `https://a.example/${"x".repeat(2_000)}` }), refuse({ kind: "url-not-valid" }));
  assert.deepEqual(check({ url: "http://crm.karoo.example" }), refuse({ kind: "url-not-https" }));
  assert.deepEqual(check({ url: "file:///etc/passwd" }, { plainHttp: true }), refuse({ kind: "url-not-https" }));
  assert.ok(check({ url: "http://crm.karoo.example" }, { plainHttp: true }).ok);
  assert.deepEqual(check({ url: "https://me:secret@crm.example" }), refuse({ kind: "url-with-credentials" }));
  assert.deepEqual(check({ description: "x".repeat(201) }), refuse({ kind: "description-too-long" }));
  assert.deepEqual(check({ eventTypes: [] }), refuse({ kind: "event-types-missing" }));
  assert.deepEqual(check({ eventTypes: ["payment.succeeded", "x"] }), refuse({ kind: "event-type-unknown" }));
});

test("an address of this machine or its neighbours is refused at once, in every form that a URL takes", () => {
  for (const host of ["127.0.0.1", "2130706433", "0x7f.1", "0177.1", "[::1]", "[::ffff:169.254.169.254]"])
    assert.deepEqual(check({ url: `https://${host}/` }), refuse({ kind: "address-not-allowed" }), host);
  assert.ok(check({ url: "https://1.1.1.1/" }).ok);
});

test("no text makes the check of a URL throw, and what passes is https without a name or password", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.webUrl(),
        fc.string().map((text) => `https://${text}`),
      ),
      (url) => {
        const checked = check({ url });
        if (checked.ok) assert.match(checked.value.url, /^https:\/\/[^@/]+\//);
      },
    ),
  );
});
