import assert from "node:assert/strict";
import { AcctStatus, attributesOf, Code, firstInteger, firstText, Type } from "@beacom/radius";
import { afterEach, describe, test } from "vitest";
import { acceptWith, type Closing, nasOf, radiusServer } from "#testing/radius-server";

const closing: Closing = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const login = (index: number) => ({ username: `u${index}`, password: index % 10 === 0 ? "wrong" : "umbrella" });
const patient = { retransmission: { firstMs: 2_000, times: 5 } };

describe("a storm", () => {
  test("of 10,000 logs all in whom the server lets in, and each Start comes once", async () => {
    const server = await radiusServer(closing, acceptWith({ "Session-Timeout": 3_600 }));
    const nas = await nasOf(closing, server.port, patient);
    const before = process.memoryUsage().heapUsed;
    const report = await nas.storm({ sessions: 10_000, logins: "unlimited", login, sourcePorts: 4 });
    assert.equal(report.accepted, 9_000);
    assert.equal(report.rejected, 1_000);
    assert.equal(report.noAnswer, 0);
    assert.equal(report.startsAcknowledged, 9_000);
    const starts = server.received.filter((packet) => firstInteger(packet, Type.AcctStatusType) === AcctStatus.Start);
    const names = new Set(starts.map((packet) => firstText(packet, Type.UserName)));
    assert.equal(names.size, 9_000);
    assert.equal(server.received.length, 19_000 + report.retransmissions);
    assert.equal(nas.sessions().length, 0);
    // What the test's server keeps of 19,000 packets is most of it.
    assert.ok(process.memoryUsage().heapUsed - before < 250e6);
  });

  test("at so many a second takes its time", async () => {
    const server = await radiusServer(closing, acceptWith({}));
    const nas = await nasOf(closing, server.port, patient);
    const report = await nas.storm({ sessions: 100, logins: 200, login });
    assert.ok(report.seconds > 0.45 && report.seconds < 5, String(report.seconds));
    assert.ok(report.loginMilliseconds.median <= report.loginMilliseconds.longest);
  });

  test("counts what was sent again and who got no answer", async () => {
    const seen = new Map<string, number>();
    const server = await radiusServer(closing, (packet) => {
      const name = firstText(packet, Type.UserName) ?? "";
      const times = (seen.get(name) ?? 0) + 1;
      seen.set(name, times);
      if (name === "u1") return undefined;
      // The first datagram of each login is dropped.
      if (packet.code === Code.AccessRequest && times === 1) return undefined;
      if (packet.code === Code.AccessRequest) {
        return { code: Code.AccessAccept, attributes: attributesOf({ Class: "c" }) };
      }
      return name === "u2" ? undefined : { code: Code.AccountingResponse, attributes: [] };
    });
    const nas = await nasOf(closing, server.port, { retransmission: { firstMs: 40, times: 3 } });
    const report = await nas.storm({ sessions: 5, logins: "unlimited", login, sourcePorts: 1 });
    const { accepted, noAnswer, startsAcknowledged, startsUnanswered, retransmissions } = report;
    assert.deepEqual(
      { accepted, noAnswer, startsAcknowledged, startsUnanswered },
      { accepted: 4, noAnswer: 1, startsAcknowledged: 3, startsUnanswered: 1 },
    );
    // Four logins once more, the unanswered one and the unanswered Start twice.
    assert.equal(retransmissions, 8);
  });

  test("can keep its sessions, which then can be reported on and ended", async () => {
    const server = await radiusServer(closing, acceptWith({}));
    const nas = await nasOf(closing, server.port, patient);
    await nas.storm({ sessions: 600, logins: "unlimited", login, hold: true, sourcePorts: 2 });
    assert.equal(nas.sessions().length, 540);
    const stops = await Promise.all(nas.sessions().map((session) => session.stop()));
    assert.ok(stops.every((stop) => stop.ok));
    assert.equal(nas.sessions().length, 0);
  });
});

test("more questions at once than there are identifiers wait for their turn", async () => {
  const server = await radiusServer(closing, acceptWith({}));
  const nas = await nasOf(closing, server.port, patient);
  const logins = await Promise.all(Array.from({ length: 700 }, (_, i) => nas.login(login(10 * i + 1))));
  assert.ok(logins.every((one) => one.ok));
  assert.equal(new Set(server.received.map((packet) => firstText(packet, Type.UserName))).size, 700);
});
