import assert from "node:assert/strict";
import { type SessionReported, SessionsReportedSchema } from "@beacom/proto/radius/v1/radius";
import { fromJsonString, toJsonString, create } from "@bufbuild/protobuf";
import { timestampFromMs } from "@bufbuild/protobuf/wkt";
import { test } from "vitest";
import { sessionsReported } from "#adapters/session-events";
import type { Session } from "#domain/session";

const at = new Date("2026-11-22T10:00:00.123Z");
const session = (number: number, more: Partial<Session> = {}): Session => ({
  sessionId: `ses_${number}`,
  customerId: `cus_"quoted"${number}`,
  nasId: "nas_1",
  nasSource: "192.0.2.1",
  nasIpAddress: undefined,
  acctSessionId: `${number}`,
  username: "27821234567",
  framedIpAddress: undefined,
  callingStationId: undefined,
  calledStationId: undefined,
  nasPortId: undefined,
  framedIpv6Prefix: undefined,
  delegatedIpv6Prefix: undefined,
  claimId: undefined,
  startedAtMs: at.getTime() - 60_000,
  lastReportAtMs: at.getTime(),
  end: undefined,
  up: { last: 0n, total: 0n },
  down: { last: 5n, total: 2n ** 40n },
  counted: { happenedAtMs: at.getTime(), nasClockMs: undefined, sessionSeconds: 60 },
  appliedVersion: 1n,
  revision: 1,
  ...more,
});
const change = (changed: Session, told = true) => ({ session: changed, before: undefined, told });

test("the JSON written by hand is what protobuf would write", () => {
  const ended = session(2, {
    end: { by: "nas", atMs: at.getTime() - 5, cause: "User-Request" },
    up: { last: 1n, total: 1n },
  });
  const [written] = sessionsReported([change(session(1)), change(ended)]);
  const reports = [session(1), ended].map((one) => ({
    sessionId: one.sessionId,
    customerId: one.customerId!,
    startedAt: timestampFromMs(one.startedAtMs),
    reportedAt: timestampFromMs(one.lastReportAtMs),
    ...(one.end && { endedAt: timestampFromMs(one.end.atMs) }),
    octetsDown: one.down.total,
    octetsUp: one.up.total,
  }));
  const expected = toJsonString(SessionsReportedSchema, create(SessionsReportedSchema, { reports }));
  assert.deepEqual(JSON.parse(written!), JSON.parse(expected));
});

test("what brings no news, or belongs to nobody, is not told; the rest is split into events of bounded size", () => {
  const many = Array.from({ length: 450 }, (_, n) => change(session(n)));
  const events = sessionsReported([
    change(session(1_000), false),
    change(session(1_001, { customerId: undefined })),
    ...many,
  ]);
  const read = events.flatMap((json): SessionReported[] => fromJsonString(SessionsReportedSchema, json).reports);
  assert.deepEqual([events.length, read.length], [3, 450]);
  assert.deepEqual(sessionsReported([change(session(1), false)]), []);
});
