import assert from "node:assert/strict";
import { test } from "vitest";
import { z } from "zod";
import { eventTypes, subscribable } from "#application/webhooks/event-types";

const payment = [
  "amount.currency:string",
  "amount.minorUnits:integer",
  "customerId",
  "invoiceId?",
  "paymentId",
  "planId?",
  "provider",
];
const bundle = ["bundleId", "customerId", "expiresAt", "name", "octetsGranted:integer", "octetsUsed:integer", "planId"];
const credit = [
  "amount.currency:string",
  "amount.minorUnits:integer",
  "available.currency:string",
  "available.minorUnits:integer",
  "customerId",
  "movementId",
  "source",
];

/** What receivers' programs were written for. A field that goes or changes its type needs a new version, and its line here stays with the old one. */
const promised: Record<string, readonly string[]> = {
  "customer.registered/1": ["customerId", "language"],
  "customer.verified/1": ["customerId", "language"],
  "payment.succeeded/1": payment,
  "payment.failed/1": payment,
  "bundle.activated/1": [...bundle, "paymentId?"],
  "bundle.used_up/1": ["bundleId", "customerId", "expiresAt", "name"],
  "bundle.expired/1": bundle,
  "invoice.issued/1": [
    "customerId",
    "dueOn",
    "invoiceId",
    "issuedOn",
    "open.currency:string",
    "open.minorUnits:integer",
    "total.currency:string",
    "total.minorUnits:integer",
  ],
  "invoice.overdue/1": [
    "action",
    "amount.currency:string",
    "amount.minorUnits:integer",
    "customerId",
    "dueOn",
    "invoiceIds:array",
    "nextStepOn?",
    "step:integer",
  ],
  "session.started/1": ["customerId", "sessionId", "startedAt"],
  "session.stopped/1": ["customerId", "endedAt", "octetsDown:integer", "octetsUp:integer", "sessionId", "startedAt"],
  "subscriber.suspended/1": ["customerId", "reason"],
  "subscriber.restored/1": ["customerId", "reason"],
  "wallet.adjusted/1": credit,
  "wallet.credited/1": credit,
  "webhook.disabled/1": ["endpointId", "reason"],
  "webhook.test/1": ["endpointId"],
};

type Schema = { type?: string | string[]; properties?: Record<string, Schema>; anyOf?: Schema[]; required?: string[] };

const schemaOf = (data: z.ZodType): Schema => z.toJSONSchema(data, { io: "input" }) as Schema;

/** As `amount.minorUnits:integer`; a text is only named, one that may be null has a question mark. */
function fieldsOf(schema: Schema, path = ""): string[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    assert.ok(schema.required?.includes(name), `${path}${name} may be missing`);
    if (field.type === "object") return fieldsOf(field, `${path}${name}.`);
    if (Array.isArray(field.type) || field.anyOf) return `${path}${name}?`;
    return field.type === "string" && path === "" ? name : `${path}${name}:${field.type}`;
  });
}

test("what was promised to receivers stays until a type has a new version", () => {
  const types = Object.entries(eventTypes).map(([type, { version }]) => `${type}/${version}`);
  assert.deepEqual(types.toSorted(), Object.keys(promised).toSorted());
  for (const [type, { version, data }] of Object.entries(eventTypes)) {
    const fields = fieldsOf(schemaOf(data));
    for (const field of promised[`${type}/${version}`]!) assert.ok(fields.includes(field), `${type} has lost ${field}`);
  }
});

test("no type promises a name, a phone, an e-mail address or a secret", () => {
  for (const { data } of Object.values(eventTypes)) {
    const fields = fieldsOf(schemaOf(data)).join();
    assert.ok(!/phone|email|password|secret|token|address|username/i.test(fields), fields);
  }
});

test("a test event comes only when it is asked for", () => {
  assert.ok(!subscribable.includes("webhook.test"));
});
