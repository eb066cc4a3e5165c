import assert from "node:assert/strict";
import { create } from "@bufbuild/protobuf";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import { SessionSchema } from "@beacom/proto/radius/v1/radius";
import { test } from "vitest";
import { machineJson } from "#console/machine-json";

test("a message is plain JSON: numbers, ISO times, base64, and no names of types", () => {
  const session = create(SessionSchema, {
    sessionId: "ses_1",
    octetsDown: 5_000_000_000n,
    startedAt: timestampFromDate(new Date("2026-01-31T12:00:00Z")),
  });
  const read = JSON.parse(machineJson({ sessions: [session], key: Uint8Array.of(1, 2) })) as {
    sessions: [Record<string, unknown>];
    key: string;
  };
  assert.equal(read.key, "AQI=");
  assert.equal(read.sessions[0]["octetsDown"], 5_000_000_000);
  assert.equal(read.sessions[0]["startedAt"], "2026-01-31T12:00:00.000Z");
  assert.equal("$typeName" in read.sessions[0], false);
});

test("a counter that a number cannot hold is a text", () => {
  assert.equal(machineJson({ octets: 2n ** 63n }), '{"octets":"9223372036854775808"}');
});
