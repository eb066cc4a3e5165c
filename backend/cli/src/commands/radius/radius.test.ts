import assert from "node:assert/strict";
import { eventually } from "@beacom/testing";
import { afterAll, beforeAll, describe, test } from "vitest";
import { radiusExplain } from "#commands/radius/explain";
import { radiusStatus } from "#commands/radius/status";
import { radiusTest } from "#commands/radius/test";
import { fakeTerminal } from "#commands/radius/testing/fake-terminal";
import { openRadiusStage, type RadiusStage } from "#commands/radius/testing/radius-stage";
import { Problem } from "#console/problem";

let stage: RadiusStage;
let thandi: string;
const secret = "a-secret-of-16-or-more";
beforeAll(async () => {
  stage = await openRadiusStage();
  await stage.radius.putNas({ name: "tower-1", address: "127.0.0.1", secret, vendor: "mikrotik" });
  thandi = await stage.addSubscriber({ username: "thandi", password: "{cleartext}umbrella" });
});
afterAll(() => stage?.close());

const routers = async () => (await stage.radius.listNas({})).nas.map(({ name }) => name);

describe("a test login", () => {
  test.for(["pap", "chap", "ms-chap-v2", "eap-md5"] as const)(
    "by %s is let in, with the rate by its name",
    async (method) => {
      const { output, failed } = await stage.run(radiusTest, "thandi", { method });
      assert.match(output, /^Access-Accept in [\d.]+ ms {2}thandi by .*, at a router of kind mikrotik like tower-1\n/);
      assert.match(output, /Mikrotik-Rate-Limit +5M\/20M/);
      assert.equal(failed, false);
    },
  );

  test("of a device needs no password but its address", async () => {
    await stage.admin.putDevice({ customerId: thandi, mac: "02:00:00:00:00:07", name: "television" });
    await eventually(async () => {
      const { output } = await stage.run(radiusTest, "02:00:00:00:00:07", { method: "mac" });
      assert.match(output, /^Access-Accept/);
    });
    assert.match(await stage.problem(radiusTest, "thandi", { method: "mac" }), /thandi is no hardware address/);
    const { output, failed } = await stage.run(radiusTest, "02:00:00:00:00:08", { method: "mac" });
    assert.match(output, /^Access-Reject[^]*unknown-user/);
    assert.equal(failed, true);
  });

  test("finds its user by the customer id as well", async () => {
    assert.match((await stage.run(radiusTest, thandi, { method: "pap" })).output, /^Access-Accept .* thandi by pap/);
  });

  test("with a session shows the session, which costs nothing", async () => {
    const { output } = await stage.run(radiusTest, "thandi", { method: "pap", account: true });
    for (const status of ["Start", "Interim-Update", "Stop"])
      assert.match(output, new RegExp(`${status} +acknowledged in`));
    assert.match(output, /ses_\w{26} +thandi +beacom-cli-\d+ .* 0 B +0 B +User-Request$/m);
  });

  test("that is refused says why, by the rules or by the password", async () => {
    const wrong = await stage.run(radiusTest, "thandi", { method: "pap", password: "rain" });
    assert.match(wrong.output, /^Access-Reject[^]*Reply-Message +Wrong username or password[^]*it was the password/);
    assert.equal(wrong.failed, true);
    await stage.addSubscriber({ username: "bongani", password: "{cleartext}x", personal: { disabled: true } });
    await eventually(async () => {
      const closed = await stage.run(radiusTest, "bongani", { method: "chap" });
      assert.match(closed.output, /Why {2}Access-Reject: disabled/);
    });
  });

  test("as JSON is one object", async () => {
    const { output } = await stage.run(radiusTest, "thandi", { method: "pap", account: true, json: true });
    const tested = JSON.parse(output) as { decision: string; session: { octetsDown: number; terminateCause: string } };
    assert.equal(tested.decision, "Access-Accept");
    assert.equal(tested.session.octetsDown, 0);
    assert.equal(tested.session.terminateCause, "User-Request");
  });

  test("leaves the routers as they were, also when it is stopped midway", async () => {
    assert.deepEqual(await routers(), ["tower-1"]);
    const terminal = fakeTerminal();
    terminal.interrupt();
    await assert.rejects(stage.runAt(terminal, radiusTest, "thandi", { method: "pap" }), Problem);
    assert.deepEqual(await routers(), ["tower-1"]);
  });

  test("clears away what a test left there that was killed, and nothing else", async () => {
    // No process has this number: it is above what Linux gives out.
    const left = { name: "beacom-cli-99999999", identifier: "beacom-cli-99999999" };
    await stage.radius.putNas({ ...left, address: "127.0.0.1", secret, vendor: "standard" });
    await stage.run(radiusTest, "thandi", { method: "pap" });
    assert.deepEqual(await routers(), ["tower-1"]);
  });

  test("without a password that anybody knows asks for one", async () => {
    assert.match(
      await stage.problem(radiusTest, "nobody", { method: "pap" }),
      /nobody is known as nobody\n.*--password/,
    );
    const hash = "{sha256}6qfW5Eew0hKCFGvSqAvDXRW5ZnlDdfBbXTUWGUlq0/U=";
    await stage.addSubscriber({ username: "lerato", password: hash });
    await eventually(async () =>
      assert.match(await stage.problem(radiusTest, "lerato", { method: "pap" }), /only a hash is known/),
    );
  });

  test("as a router that is not there says which there are", async () => {
    const problem = await stage.problem(radiusTest, "thandi", { method: "pap", nas: "tower-2" });
    assert.match(problem, /no router is called tower-2\nThere are: tower-1/);
  });
});

test("the status counts what there is", async () => {
  const { output } = await stage.run(radiusStatus, {});
  assert.match(output, /routers +1\n/);
  assert.match(output, /quarantined reports +none/);
  assert.match(output, /1 process\n +prc_\w+ +since .*, seen \d+ s ago/);
  const status = JSON.parse((await stage.run(radiusStatus, { json: true })).output) as Record<string, unknown>;
  assert.equal(status["routers"], 1);
});

test("an explanation has the decision, the reasons and the attributes, now or at another time", async () => {
  const { output } = await stage.run(radiusExplain, "thandi", { nas: "tower-1" });
  assert.match(output, /^Access-Accept\n[^]*service +full since version 0 \(imported\)[^]*CoA[^]*Mikrotik-Rate-Limit/);
  await stage.addSubscriber({ username: "sipho", personal: { expiresAt: "2030-01-01T00:00:00Z" } });
  const later = new Date("2031-01-01T00:00:00Z");
  await eventually(async () => {
    const expired = await stage.run(radiusExplain, "sipho", { nas: "tower-1", at: later });
    assert.match(expired.output, /^Access-Reject: expired \(“This account has expired/);
  });
  assert.match(
    await stage.problem(radiusExplain, "thandi", { nas: "tower-2" }),
    /^no router has this name\nThere are: tower-1$/,
  );
});
