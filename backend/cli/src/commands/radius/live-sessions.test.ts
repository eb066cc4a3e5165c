import assert from "node:assert/strict";
import { createNas, type Nas } from "@beacom/nas-sandbox";
import { valueOf } from "@beacom/result";
import { eventually } from "@beacom/testing";
import { afterAll, beforeAll, describe, test } from "vitest";
import { radiusAuthorizations } from "#commands/radius/authorizations";
import { radiusChanges } from "#commands/radius/changes";
import { radiusDisconnect } from "#commands/radius/disconnect";
import { listQuarantine, settleQuarantine } from "#commands/radius/quarantine";
import { radiusSessions, type SessionsOptions } from "#commands/radius/sessions";
import { fakeTerminal } from "#commands/radius/testing/fake-terminal";
import { openRadiusStage, type RadiusStage } from "#commands/radius/testing/radius-stage";

const secret = "a-secret-of-16-or-more";
let stage: RadiusStage;
let tower: Nas;
let silent: Nas;

beforeAll(async () => {
  stage = await openRadiusStage();
  tower = await openRouter("tower-1", "127.0.0.11");
  silent = await openRouter("tower-2", "127.0.0.12");
});
afterAll(async () => {
  await tower?.close();
  await silent?.close();
  await stage?.close();
});

async function openRouter(name: string, address: string): Promise<Nas> {
  const { authPort, acctPort } = stage.ports;
  const nas = await createNas({
    server: "127.0.0.1",
    authPort,
    acctPort,
    secret,
    coaPort: 0,
    identifier: name,
    address,
  });
  await stage.radius.putNas({ name, address, secret, vendor: "mikrotik", coaPort: nas.coaPort });
  return nas;
}

let subscribers = 0;
/** Somebody new who is online at a router. */
async function online(nas: Nas): Promise<{ username: string; sessionId: string; customerId: string }> {
  const username = `user-${++subscribers}`;
  const customerId = await stage.addSubscriber({ username, password: "{cleartext}umbrella" });
  let session: Awaited<ReturnType<Nas["login"]>> | undefined;
  await eventually(async () => {
    session = await nas.login({
      username,
      password: "umbrella",
      method: "pap",
      framedIpAddress: `100.64.0.${subscribers}`,
    });
    assert.ok(session.ok);
  });
  const held = valueOf(session!);
  assert.ok((await held.start()).ok);
  held.use({ octetsDown: 3_200_000_000n, octetsUp: 40_000n });
  assert.ok((await held.interim()).ok);
  const { sessions } = await stage.radius.listSessions({ customerId, onlyOpen: true });
  return { username, customerId, sessionId: sessions[0]!.sessionId };
}

const listed = async (options: Partial<SessionsOptions>): Promise<string> =>
  (await stage.run(radiusSessions, { limit: 50, ...options })).output;

describe("sessions", () => {
  test("are listed with who, where, how much, and whether they are open", async () => {
    const { username, sessionId } = await online(tower);
    const line = new RegExp(
      `^${sessionId} +${username} +tower-1 +100\\.64\\.0\\.\\d+ .* 3\\.2 GB +40\\.0 kB +open$`,
      "m",
    );
    assert.match(await listed({ open: true }), line);
    for (const filter of [{ user: username }, { nas: "tower-1" }]) assert.match(await listed(filter), line);
    assert.match(await listed({ nas: "tower-2", user: username }), /^No session matches/);
  });

  test("of a router that is not there: which there are", async () => {
    assert.match(await stage.problem(radiusSessions, { limit: 5, nas: "tower-9" }), /There are: tower-1, tower-2/);
  });

  test("are as many as were asked for, and it says when there are more", async () => {
    await online(tower);
    assert.match(await listed({ limit: 1 }), /1 session shown, newest first; there are more/);
  });

  test("are watched until somebody leaves", async () => {
    const terminal = fakeTerminal();
    const watching = stage.runAt(terminal, radiusSessions, { limit: 5, open: true, watch: true });
    await eventually(() => assert.ok(terminal.said().length > 0));
    terminal.interrupt();
    assert.match((await watching).output, /open$/m);
  });
});

describe("one session", () => {
  test("is ended at once, and the router's word for it is said", async () => {
    const { sessionId } = await online(tower);
    const ended = await stage.run(radiusDisconnect, sessionId, {});
    assert.match(ended.output, /the router ended the session/);
    assert.equal(ended.failed, false);
    await eventually(async () => assert.doesNotMatch(await listed({ open: true }), new RegExp(sessionId)));
    assert.match(await stage.problem(radiusDisconnect, sessionId, {}), /no open session has this id/);
  });

  test("that the router refuses to end comes with Error-Cause in words", async () => {
    const { username } = await online(tower);
    tower.misbehave({ answering: { kind: "nak", errorCause: 501 } });
    const refused = await stage.run(radiusDisconnect, undefined, { user: username });
    tower.misbehave({});
    assert.match(refused.output, /refused, 501 Administratively-Prohibited: it is set not to do this/);
    assert.equal(refused.failed, true);
    const failed = await stage.run(radiusAuthorizations, { limit: 10, failed: true, nas: "tower-1" });
    assert.match(failed.output, new RegExp(`disconnect +${username} +tower-1 +staff +refused: 501 Administratively`));
  });

  test("of somebody who is not online is not there to be ended", async () => {
    assert.match(await stage.problem(radiusDisconnect, undefined, { user: "nobody" }), /nobody has no open session/);
  });
});

describe("many sessions", () => {
  test("are shown first, and nothing is done when somebody says no", async () => {
    await online(tower);
    const terminal = fakeTerminal({ answers: [false] });
    const { output } = await stage.runAt(terminal, radiusDisconnect, undefined, { nas: "tower-1" });
    assert.match(
      output,
      /^\d+ open sessions would be ended, in about 1 s\.\n\nrouter[^]*tower-1 +\d+ +1 s +Disconnect +User-Name=/,
    );
    assert.match(output, /Nothing was done\.$/);
    assert.match(terminal.asked()[0]!, /End \d+ sessions\?/);
    assert.match(await listed({ open: true }), /tower-1/);
  });

  test("are not touched when nobody is there to be asked", async () => {
    assert.match(
      await stage.problem(radiusDisconnect, undefined, { nas: "tower-1" }),
      /nobody is here to be asked about \d+ sessions[^]*--yes/,
    );
  });

  test("are ended at the pace of the router, to the end", async () => {
    const { output, failed } = await stage.run(radiusDisconnect, undefined, {
      nas: "tower-1",
      yes: true,
      note: "works",
    });
    assert.match(output, /Started as chg_\w{26}\./);
    assert.match(output, /✓ (\d+) of \1 done: \1 acknowledged$/);
    assert.equal(failed, false);
    assert.match(await listed({ open: true, nas: "tower-1" }), /^No open session matches/);
    assert.match(
      (await stage.run(radiusChanges, undefined, {})).output,
      /chg_\w+ +disconnect .* .*finished, .* acknowledged +works$/m,
    );
  });

  test("are brought up to date without being ended", async () => {
    const { username, sessionId } = await online(tower);
    const { output } = await stage.run(radiusDisconnect, undefined, { user: username, refresh: true, yes: true });
    assert.match(
      output,
      /1 open session would be brought up to date[^]*tower-1 +1 +1 s +CoA [^]*1 of 1 done: 1 acknowledged/,
    );
    assert.match(await listed({ open: true, user: username }), new RegExp(sessionId));
    assert.match(await listed({ session: sessionId }), new RegExp(`${sessionId}[^]*1 session, newest first`));
    const { output: done } = await stage.run(radiusAuthorizations, { limit: 1 });
    assert.match(done, new RegExp(`coa +${username} +tower-1 +mass-change +acknowledged`));
  });

  test("go on when whoever watches leaves, and can be looked at and stopped later", async () => {
    const { username } = await online(silent);
    silent.misbehave({ answering: { kind: "silent" } });
    const terminal = fakeTerminal();
    terminal.interrupt();
    const left = await stage.runAt(terminal, radiusDisconnect, undefined, {
      nas: "tower-2",
      profile: "default",
      yes: true,
    });
    const id = /radius changes (chg_\w{26})\n/.exec(left.aside)?.[1];
    assert.ok(id, left.aside);
    assert.match((await stage.run(radiusChanges, id, {})).output, /0 of 1 done/);
    const cancelled = await stage.run(radiusChanges, id, { cancel: true });
    assert.match(cancelled.output, /cancelled, /);
    silent.misbehave({});
    assert.ok(username);
    assert.match(
      await stage.problem(radiusChanges, "chg_00000000000000000000000000", {}),
      /there is nothing of this name/,
    );
  });

  test("none matching: nothing is asked and nothing done", async () => {
    const none = await stage.run(radiusDisconnect, undefined, { level: "blocked" });
    assert.match(none.output, /No open session matches; nothing was done/);
    assert.match(
      await stage.problem(radiusDisconnect, undefined, { profile: "gold" }),
      /no access profile has this name\nThere are: default/,
    );
  });
});

describe("what is meant must be said", () => {
  test.for([
    [undefined, {}, /say which session, or whose/],
    ["ses_1", { nas: "tower-1" }, /told by its id alone/],
    ["ses_1", { refresh: true }, /for the subscriber, not for one session/],
  ] as const)("%j %j", async ([id, options, problem]) => {
    assert.match(await stage.problem(radiusDisconnect, id, options), problem);
  });
});

describe("quarantined reports", () => {
  test("are listed, tried again and discarded one by one or all", async () => {
    assert.match((await stage.run(listQuarantine, { limit: 10 })).output, /^None/);
    const { nas } = await stage.radius.listNas({});
    for (const n of [1, 2, 3]) {
      const report = { kind: "report", n };
      await stage.sql`insert into quarantined_reports (received_at, nas_id, reason, report)
        values (now(), ${nas[0]!.nasId}, 'a column is too short', ${stage.sql.json(report)})`;
    }
    const { output } = await stage.run(listQuarantine, { limit: 10 });
    assert.match(output, /a column is too short/);
    const ids = [...output.matchAll(/^ +(\d+) /gm)].map(([, id]) => id!);
    assert.equal(ids.length, 3);
    const discarded = await stage.run(settleQuarantine, "discard", [ids[0]!, "123456"], {});
    assert.match(discarded.output, new RegExp(`✓ ${ids[0]}: forgotten\n✗ 123456: there is nothing of this name`));
    assert.equal(discarded.failed, true);
    await stage.run(settleQuarantine, "discard", [], { all: true });
    assert.match((await stage.run(listQuarantine, { limit: 10 })).output, /^None/);
    assert.match(await stage.problem(settleQuarantine, "retry", [], {}), /say which reports/);
    assert.match(await stage.problem(settleQuarantine, "retry", ["x"], {}), /x is no number of a report/);
  });
});
