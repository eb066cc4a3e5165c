import assert from "node:assert/strict";
import { create } from "@bufbuild/protobuf";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import { AuditEntrySchema, SearchAuditRequestSchema } from "@beacom/proto/admin/v1/audit";
import { ProposeChangeRequestSchema } from "@beacom/proto/billing/v1/approvals";
import { AccountSchema, ServiceLevel } from "@beacom/proto/billing/v1/billing";
import { LogoSchema } from "@beacom/proto/admin/v1/settings";
import { PutPolicyRequestSchema } from "@beacom/proto/radius/v1/radius_admin";
import { describe, test } from "vitest";
import { jsonOfMessage, messageOfJson } from "#transport/messages/message-json";
import { schemaOfMessage } from "#transport/messages/schema-of-message";

const at = new Date("2026-11-22T10:00:00Z");

describe("an answer", () => {
  test("has numbers, instants and names, and null for what is not there", () => {
    const entry = create(AuditEntrySchema, { position: 7n, what: "wallet.adjusted", at: timestampFromDate(at) });
    const json = jsonOfMessage(AuditEntrySchema, entry);
    assert.deepEqual([json["position"], json["what"], json["at"]], [7, "wallet.adjusted", at.toISOString()]);
    const bare = jsonOfMessage(AuditEntrySchema, create(AuditEntrySchema));
    assert.equal(bare["at"], null);
    for (const each of [json, bare]) assert.deepEqual(schemaOfMessage(AuditEntrySchema, "answer").parse(each), each);
  });

  test("of an account is what the schema says, with money as everywhere else", () => {
    const account = create(AccountSchema, {
      available: { minorUnits: 2_900n, currency: "ZAR" },
      service: { level: ServiceLevel.WALLED_GARDEN, reason: "no-bundle" },
    });
    const json = jsonOfMessage(AccountSchema, account);
    assert.deepEqual(json["available"], { minorUnits: 2_900, currency: "ZAR" });
    assert.equal((json["service"] as { level: string }).level, "walled-garden");
    assert.doesNotThrow(() => schemaOfMessage(AccountSchema, "answer").parse(json));
  });

  test("carries octets in base 64", () => {
    const logo = create(LogoSchema, { content: new Uint8Array([1, 2, 255]), mediaType: "image/png" });
    assert.equal(jsonOfMessage(LogoSchema, logo)["content"], "AQL/");
  });
});

describe("a request", () => {
  test("becomes the message, with one of several chosen by its name", () => {
    const asked = {
      adjustWallet: { customerId: "cus_1", amount: { minorUnits: -500, currency: "ZAR" } },
      reasonCode: "outage",
    };
    const message = messageOfJson(ProposeChangeRequestSchema, asked);
    assert.equal(message.change.case, "adjustWallet");
    assert.ok(message.change.case === "adjustWallet");
    assert.equal(message.change.value.amount?.minorUnits, -500n);
    assert.deepEqual(schemaOfMessage(ProposeChangeRequestSchema, "request").parse(asked), asked);
  });

  test("is refused with a field that the message does not have, a number that is none, or control characters", () => {
    const schema = schemaOfMessage(SearchAuditRequestSchema, "request");
    assert.ok(schema.safeParse({ filter: { who: "stf_1", from: at.toISOString() }, limit: 50 }).success);
    for (const wrong of [
      { admin: true },
      { limit: -1 },
      { limit: "50" },
      { filter: { who: "a\u0000b" } },
      { filter: [] },
    ])
      assert.ok(!schema.safeParse(wrong).success, JSON.stringify(wrong));
  });

  test("takes a document of any form where the message does", () => {
    const definition = { rate: { down: 1 }, list: [1, "a"] };
    const message = messageOfJson(PutPolicyRequestSchema, { kind: "profile", name: "gold", definition });
    assert.deepEqual(message.definition, definition);
  });
});
