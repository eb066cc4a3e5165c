import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { attributesOf, Code, decodePacket, encodeReply, encodeRequest, papRequest, secretOf } from "@beacom/radius";
import { valueOf } from "@beacom/result";
import { afterAll, beforeAll, describe, test } from "vitest";
import { radiusShadow } from "#commands/radius/shadow";
import { pcapFile, type Sent } from "#commands/radius/testing/pcap-file";
import { openRadiusStage, type RadiusStage } from "#commands/radius/testing/radius-stage";

const secret = "a-secret-of-16-or-more";
const folder = mkdtempSync(join(tmpdir(), "beacom-shadow-"));
let stage: RadiusStage;
beforeAll(async () => {
  stage = await openRadiusStage();
  await stage.radius.putNas({ name: "tower-1", address: "10.0.0.1", secret, vendor: "mikrotik" });
  await stage.addSubscriber({ username: "thandi", password: "{cleartext}umbrella" });
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await stage?.close();
});

let identifier = 0;
const server = { address: "10.0.0.250", port: 1812 };

/** What another server said to a login, as it went over the line. */
function exchanged(
  login: { username: string; password: string; address?: string },
  code: number,
  attributes: Record<string, string | number> = {},
): Sent[] {
  const router = { address: login.address ?? "10.0.0.1", port: 40_000 };
  const authenticator = crypto.getRandomValues(new Uint8Array(16));
  const shared = secretOf(secret);
  identifier = (identifier + 1) % 256;
  const asked = papRequest({ ...login, authenticator, secret: shared });
  const request = encodeRequest({
    code: Code.AccessRequest,
    identifier,
    authenticator,
    attributes: asked,
    secret: shared,
  });
  const answer = {
    code,
    request: valueOf(decodePacket(request)),
    attributes: attributesOf(attributes),
    secret: shared,
  };
  const at = new Date("2026-01-31T12:00:00Z");
  return [
    { at, from: router, to: server, payload: request },
    { at, from: server, to: router, payload: encodeReply({ ...answer, messageAuthenticator: true }) },
  ];
}

let files = 0;
function captureOf(...exchanges: readonly Sent[][]): string {
  const path = join(folder, `${++files}.pcap`);
  writeFileSync(path, pcapFile(exchanges.flat()));
  return path;
}

const thandi = { username: "thandi", password: "umbrella" };
const asWeDo = { "Mikrotik-Rate-Limit": "5M/20M", "Acct-Interim-Interval": 300 };

describe("what another server answered", () => {
  test("is the same, and the command ends well", async () => {
    const many = Array.from({ length: 250 }, () => exchanged(thandi, Code.AccessAccept, asWeDo));
    const capture = captureOf(...many, exchanged({ ...thandi, password: "rain" }, Code.AccessReject));
    const { output, failed } = await stage.run(radiusShadow, { capture });
    assert.match(output, /^ +251 {2}answered the same\n +0 {2}answered otherwise\n +0 {2}cannot be told\n/);
    assert.equal(failed, false);
  });

  test("is different in a decision and in attributes, each told with who it was", async () => {
    const capture = captureOf(
      exchanged({ username: "bongani", password: "x" }, Code.AccessAccept),
      exchanged(thandi, Code.AccessAccept, { ...asWeDo, "Mikrotik-Rate-Limit": "1M/2M" }),
      exchanged(thandi, Code.AccessReject),
    );
    const { output, failed } = await stage.run(radiusShadow, { capture });
    assert.match(output, /decision: Access-Accept there, Access-Reject here \(unknown-user\)\n +bongani at tower-1/);
    assert.match(output, /decision: Access-Reject there, Access-Accept here\n/);
    assert.match(output, /Mikrotik-Rate-Limit: another value\n +thandi at tower-1, .*: 1M\/2M there, 5M\/20M here/);
    assert.equal(failed, true);
  });

  test("is the same but for what may differ", async () => {
    const capture = captureOf(exchanged(thandi, Code.AccessAccept, { "Mikrotik-Rate-Limit": "5M/20M" }));
    assert.equal((await stage.run(radiusShadow, { capture })).failed, true);
    assert.equal((await stage.run(radiusShadow, { capture, ignore: ["Acct-Interim-Interval"] })).failed, false);
  });

  test("at a router that nobody knows says nothing, which is no good end", async () => {
    const capture = captureOf(exchanged({ ...thandi, address: "10.9.9.9" }, Code.AccessAccept, asWeDo));
    const { output, failed } = await stage.run(radiusShadow, { capture });
    assert.match(output, /1 {2}no router is known at 10\.9\.9\.9\n[^]*Nothing could be compared/);
    assert.equal(failed, true);
  });

  test("as JSON is one object", async () => {
    const capture = captureOf(exchanged(thandi, Code.AccessAccept, asWeDo));
    const summary = JSON.parse((await stage.run(radiusShadow, { capture, json: true })).output) as Record<
      string,
      unknown
    >;
    assert.deepEqual([summary["same"], summary["differs"], summary["cannotTell"]], [1, 0, 0]);
  });
});

describe("a file", () => {
  test("that is no capture, is not there, or holds no login is said to be so", async () => {
    const text = join(folder, "text");
    writeFileSync(text, "hello, this is no capture at all");
    assert.match(await stage.problem(radiusShadow, { capture: text }), /is no capture as tcpdump or Wireshark/);
    assert.match(await stage.problem(radiusShadow, { capture: join(folder, "none") }), /there is no .*none/);
    assert.match(await stage.problem(radiusShadow, { capture: captureOf() }), /no Access-Request[^]*tcpdump -i any/);
  });
});
