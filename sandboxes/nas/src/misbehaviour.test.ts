import assert from "node:assert/strict";
import { AcctStatus, firstInteger, firstText, type Packet, readNamed, Type } from "@beacom/radius";
import { valueOf } from "@beacom/result";
import { afterEach, describe, test } from "vitest";
import { acceptWith, type Closing, nasOf, radiusServer } from "#testing/radius-server";

const closing: Closing = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const thandi = { username: "thandi", password: "umbrella" };

async function tower() {
  const server = await radiusServer(closing, acceptWith({}));
  const nas = await nasOf(closing, server.port);
  const statuses = () =>
    server.received.map((packet) => firstInteger(packet, Type.AcctStatusType)).filter((status) => status !== undefined);
  return { server, nas, statuses };
}

const octetsOf = (packet: Packet | undefined) =>
  packet && [firstInteger(packet, Type.AcctOutputOctets), firstInteger(packet, Type.AcctOutputGigawords)];

describe("a reboot", () => {
  test.each([
    ["off-and-on", [AcctStatus.Start, AcctStatus.AccountingOff, AcctStatus.AccountingOn]],
    ["on", [AcctStatus.Start, AcctStatus.AccountingOn]],
    ["nothing", [AcctStatus.Start]],
  ] as const)("announced by %s loses the sessions without a Stop", async (announces, expected) => {
    const { nas, statuses } = await tower();
    const session = valueOf(await nas.login(thandi));
    valueOf(await session.start());
    valueOf(await nas.reboot(announces));
    assert.deepEqual(statuses(), expected);
    assert.equal(session.isOpen(), false);
    assert.equal(nas.sessions().length, 0);
  });

  test("ends the timers of its sessions with them", async () => {
    const server = await radiusServer(closing, acceptWith({ "Session-Timeout": 60 }));
    const nas = await nasOf(closing, server.port, { clock: { factor: 1_000 } });
    valueOf(await nas.login(thandi));
    valueOf(await nas.reboot("nothing"));
    await new Promise<void>((resolve) => setTimeout(resolve, 120));
    assert.equal(server.received.length, 1);
  });

  test("makes a NAS that counts its sessions give the same Acct-Session-Ids again", async () => {
    const { nas } = await tower();
    nas.misbehave({ sessionIds: "counter" });
    const before = [valueOf(await nas.login(thandi)), valueOf(await nas.login(thandi))];
    valueOf(await nas.reboot("off-and-on"));
    const after = [valueOf(await nas.login(thandi)), valueOf(await nas.login(thandi))];
    assert.deepEqual(
      [before, after].map((sessions) => sessions.map(({ acctSessionId }) => acctSessionId)),
      [
        ["00000001", "00000002"],
        ["00000001", "00000002"],
      ],
    );
  });
});

describe("counters", () => {
  test("without gigawords wrap at 4 GiB", async () => {
    const { server, nas } = await tower();
    const session = valueOf(await nas.login(thandi));
    nas.misbehave({ counters: "without-gigawords" });
    session.use({ octetsDown: 2n ** 32n + 5n });
    valueOf(await session.interim());
    assert.deepEqual(octetsOf(server.received.at(-1)), [5, undefined]);
  });

  test("fall to zero once and count on from there, while the truth is kept", async () => {
    const { server, nas } = await tower();
    const session = valueOf(await nas.login(thandi));
    session.use({ octetsDown: 1_000n });
    nas.misbehave({ counters: "reset" });
    session.use({ octetsDown: 30n });
    valueOf(await session.interim());
    assert.deepEqual(octetsOf(server.received.at(-1)), [30, 0]);
    nas.misbehave({});
    session.use({ octetsDown: 3n });
    valueOf(await session.interim());
    assert.deepEqual(octetsOf(server.received.at(-1)), [33, 0]);
    assert.equal(session.totals().octetsDown, 1_033n);
  });

  test("are absent from the Stop and there before it", async () => {
    const { server, nas } = await tower();
    const session = valueOf(await nas.login(thandi));
    nas.misbehave({ counters: "not-in-stop" });
    session.use({ octetsDown: 9n });
    valueOf(await session.interim());
    assert.deepEqual(octetsOf(server.received.at(-1)), [9, 0]);
    valueOf(await session.stop());
    assert.deepEqual(octetsOf(server.received.at(-1)), [undefined, undefined]);
    assert.equal(firstInteger(server.received.at(-1)!, Type.AcctSessionTime), undefined);
  });
});

test("a clock that jumps by years is told in Event-Timestamp alone", async () => {
  const { server, nas } = await tower();
  const session = valueOf(await nas.login(thandi));
  const years = 20 * 365 * 86_400;
  nas.misbehave({ clockShiftSeconds: -years });
  valueOf(await session.interim());
  const report = server.received.at(-1)!;
  const now = Date.now() / 1000;
  const told = firstInteger(report, Type.EventTimestamp) ?? 0;
  assert.ok(Math.abs(told + years - now) < 5, String(told));
  assert.equal(firstInteger(report, Type.AcctSessionTime), 0);
  nas.misbehave({});
  valueOf(await session.interim());
  assert.ok(Math.abs((firstInteger(server.received.at(-1)!, Type.EventTimestamp) ?? 0) - now) < 5);
});

test("a Start that is lost never arrives, and the session goes on", async () => {
  const { server, nas, statuses } = await tower();
  const session = valueOf(await nas.login(thandi));
  nas.misbehave({ losing: "starts" });
  assert.deepEqual(await session.start(), { ok: false, error: { kind: "no-answer", attempts: 0 } });
  valueOf(await session.interim());
  assert.deepEqual(statuses(), [AcctStatus.InterimUpdate]);
  assert.equal(firstText(server.received.at(-1)!, Type.AcctSessionId), session.acctSessionId);
});

test("an announcement names the NAS and no user", async () => {
  const { server, nas } = await tower();
  valueOf(await nas.reboot());
  const on = readNamed(server.received.at(-1)!);
  assert.equal(on["NAS-Identifier"], "tower-1");
  assert.equal(on["User-Name"], undefined);
});
