import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eventually } from "@beacom/testing";
import { afterAll, beforeAll, describe, test } from "vitest";
import { putDevice, removeDevice, setAccess, showAccess } from "#commands/radius/access";
import {
  issueCertificate,
  listCertificates,
  renewCertificate,
  revokeCertificate,
  showAuthority,
} from "#commands/radius/certificate";
import { listRouters, putRouter, removeRouter } from "#commands/radius/nas";
import { listDocuments, putDocument, removeDocument, showDocument } from "#commands/radius/policy";
import { listPools, putPool, removePool } from "#commands/radius/pool";
import {
  listHomeServers,
  listRealms,
  putHomeServer,
  putRealm,
  removeHomeServer,
  removeRealm,
} from "#commands/radius/realms";
import { repository } from "#installation/data-folder";
import { openRadiusStage, type RadiusStage } from "#commands/radius/testing/radius-stage";

let stage: RadiusStage;
let thandi: string;
const folder = mkdtempSync(join(tmpdir(), "beacom-radius-"));
beforeAll(async () => {
  stage = await openRadiusStage();
  thandi = await stage.addSubscriber({ username: "thandi", password: "{cleartext}umbrella" });
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await stage?.close();
});

const file = (name: string, content = ""): string => {
  const path = join(folder, name);
  if (content !== "") writeFileSync(path, content);
  return path;
};

describe("routers", () => {
  test("are put with a secret that is made up and shown once; later puts change only what is given", async () => {
    const made = await stage.run(putRouter, "tower-1", { address: "10.0.0.1", kind: "mikrotik", newSecret: true });
    const secret = /shown only now: (\S{32})$/.exec(made.output)?.[1];
    assert.ok(secret, made.output);
    await stage.run(putRouter, "tower-1", { coaPerSecond: 20, coaPort: 1700, messageAuthenticator: "yes" });
    const changed = await stage.run(putRouter, "tower-1", { coaAddress: "10.0.0.2" });
    assert.match(changed.output, /tower-1 +10\.0\.0\.1\/32 +mikrotik +address +10\.0\.0\.2:1700 +20 +must +disconnect/);
    assert.doesNotMatch(changed.output, new RegExp(secret));
  });

  test("of another kind listen on the port that is usual there", async () => {
    const { output } = await stage.run(putRouter, "tower-1", { kind: "unifi" });
    assert.match(output, /unifi +address +10\.0\.0\.2:3799/);
  });

  test("may have an API, with a password out of a file that is never shown", async () => {
    const apiPasswordFile = file("api-password", "router-os\n");
    const options = { apiUser: "beacom", apiPasswordFile, apiTls: true, afterFailedCoa: "device-api,disconnect" };
    const { output } = await stage.run(putRouter, "tower-1", options);
    assert.match(output, /device-api, disconnect \(API beacom, port 8729, TLS\)/);
    assert.doesNotMatch(output, /router-os/);
    assert.doesNotMatch(
      (await stage.run(putRouter, "tower-1", { api: false, afterFailedCoa: "disconnect" })).output,
      /API/,
    );
  });

  test("that cannot be are refused with what there is instead", async () => {
    const kind = await stage.problem(putRouter, "x", { address: "10.0.0.9", kind: "acme", newSecret: true });
    assert.match(kind, /no kind of router has this name\nThere are: .*mikrotik/);
    assert.match(
      await stage.problem(putRouter, "x", { address: "10.0.0.9" }),
      /a new entry needs a secret\n--new-secret/,
    );
    assert.match(await stage.problem(putRouter, "x", { address: "tower", newSecret: true }), /address cannot be used/);
    assert.match(await stage.problem(putRouter, "x", { secretFile: file("none") }), /none cannot be read/);
    assert.match(await stage.problem(removeRouter, "tower-9"), /no router has this name\nThere are: tower-1/);
  });

  test("are removed", async () => {
    await stage.run(putRouter, "tower-2", { address: "10.0.1.0/24", newSecret: true });
    assert.match((await stage.run(listRouters, {})).output, /tower-2 +10\.0\.1\.0\/24 +standard/);
    await stage.run(removeRouter, "tower-2");
    const { nas } = JSON.parse((await stage.run(listRouters, { json: true })).output) as { nas: { name: string }[] };
    assert.deepEqual(
      nas.map(({ name }) => name),
      ["tower-1"],
    );
  });
});

describe("documents", () => {
  test("a profile is put under its file's name, and shown as it can be put again", async () => {
    const definition = { title: "Homes", rate: { down: "20M", up: "5M" }, idleSeconds: 600 };
    await stage.run(putDocument, "profile", file("home-20m.json", JSON.stringify(definition)), {});
    const shown = await stage.run(showDocument, "profile", "home-20m");
    assert.deepEqual(JSON.parse(shown.output), definition);
    assert.match(
      (await stage.run(listDocuments, "profile", {})).output,
      /home-20m +Homes: rate, idleSeconds +you\ndefault/,
    );
  });

  test("the profile of the guide is one, with the pool that it names", async () => {
    const guide = readFileSync(join(repository, "docs", "guides", "run-radius.md"), "utf8");
    const profile = /```json\n([^]*?)```/.exec(guide)?.[1] ?? "";
    await stage.run(putPool, "homes", ["100.64.0.0/16"], {});
    await stage.run(putDocument, "profile", file("home.json", profile), {});
    await stage.run(removeDocument, "profile", "home");
    await stage.run(removePool, "homes");
  });

  test("a profile that is not understood: every part that is not, and nothing is changed", async () => {
    const broken = file("broken.json", JSON.stringify({ rate: { down: "fast", up: "5M" }, idleSeconds: -1 }));
    const problem = await stage.problem(putDocument, "profile", broken, {});
    assert.match(
      problem,
      /it is not understood: [^]*rate\.down: a rate is bits per second[^]*idleSeconds[^]*Nothing was changed/,
    );
    assert.match(await stage.problem(putDocument, "profile", file("text.json", "{"), {}), /text\.json is not JSON/);
    assert.match(await stage.problem(putDocument, "profile", file("list.json", "[]"), {}), /no object/);
  });

  test("one that is not there: which there are", async () => {
    assert.match(
      await stage.problem(showDocument, "profile", "gold"),
      /no access profile is called gold\nThere are: home-20m/,
    );
    assert.match(await stage.problem(removeDocument, "profile", "gold"), /there is nothing of this name/);
  });

  test("a profile that somebody has stays", async () => {
    await stage.run(setAccess, "thandi", { profile: "home-20m" });
    assert.match(await stage.problem(removeDocument, "profile", "home-20m"), /still in use/);
    await stage.run(setAccess, thandi, { profile: "default" });
    await stage.run(removeDocument, "profile", "home-20m");
  });

  test("a dictionary of FreeRADIUS' is used at once by what names its attributes", async () => {
    const text = "VENDOR Acme 65001\nBEGIN-VENDOR Acme\nATTRIBUTE Acme-Tariff 1 string\nEND-VENDOR Acme\n";
    await stage.run(putDocument, "dictionary", file("dictionary.acme", text), {});
    assert.match((await stage.run(listDocuments, "dictionary", {})).output, /acme +1 attribute, 0 named values +you/);
    assert.equal((await stage.run(showDocument, "dictionary", "acme")).output, text.trimEnd());
    const kind = { title: "Acme", grants: { rate: [{ attribute: "Acme-Tariff", value: "{down:k}" }] } };
    await stage.run(putDocument, "nas-kind", file("acme.json", JSON.stringify(kind)), {});
    await stage.run(putRouter, "acme-1", { address: "10.0.2.1", kind: "acme", newSecret: true });
    const broken = file("dictionary.broken", "ATTRIBUTE Broken one string\nNONSENSE\n");
    const problem = await stage.problem(putDocument, "dictionary", broken, {});
    assert.match(problem, /broken:1: number malformed \(one\)\n.*broken:2: keyword unknown \(NONSENSE\)/);
  });
});

describe("pools", () => {
  test("are put, changed and listed with how much is taken", async () => {
    await stage.run(putPool, "homes", ["100.64.0.0/24"], { keepHours: 48 });
    await stage.run(putPool, "homes", ["100.64.0.0/24", "100.64.2.0-100.64.2.9"], {});
    const { output } = await stage.run(listPools, {});
    assert.match(output, /homes +100\.64\.0\.0\/24, 100\.64\.2\.0-100\.64\.2\.9 +\/32 +2 d +266 +0 +0\.0 %/);
    assert.match(await stage.problem(putPool, "other", ["100.64.0.0/16"], {}), /part of the range is in another pool/);
    await stage.run(removePool, "homes");
    assert.match((await stage.run(listPools, {})).output, /^There is no pool/);
  });
});

describe("a subscriber's access", () => {
  test("is found by username, and what is not given stays", async () => {
    const settings = {
      address: "100.64.9.9",
      hours: ["Mo-Fr 08:00-17:00"],
      attributes: [{ attribute: "Reply-Message", value: "hello" }],
    };
    await stage.run(setAccess, "thandi", { file: file("thandi.json", JSON.stringify(settings)) });
    await stage.run(setAccess, "thandi", { profile: "default" });
    const { output } = await stage.run(showAccess, "thandi", {});
    assert.match(output, /^thandi\n +customer +cus_\w+\n +profile +default/);
    assert.match(output, /address +100\.64\.9\.9\n/);
    assert.match(output, /hours +\["Mo,Tu,We,Th,Fr 08:00-17:00"\]/);
    assert.match(output, /Reply-Message/);
  });

  test("of nobody, with an unknown profile, or without anything to set is refused", async () => {
    assert.match(await stage.problem(showAccess, "nobody", {}), /nobody is known as nobody/);
    assert.match(
      await stage.problem(setAccess, thandi, { profile: "gold" }),
      /no access profile has this name\nThere are: default/,
    );
    assert.match(await stage.problem(setAccess, thandi, {}), /say what is to be set/);
    assert.match(await stage.problem(showAccess, "cus_nobody", {}), /nobody is known by this customer id/);
  });

  test("has devices", async () => {
    await stage.run(putDevice, "thandi", "AA-BB-CC-DD-EE-01", { name: "television" });
    assert.match((await stage.run(showAccess, thandi, {})).output, /aa:bb:cc:dd:ee:01 +television/);
    await stage.addSubscriber({ username: "bongani", password: "{cleartext}x" });
    await eventually(async () =>
      assert.match(await stage.problem(putDevice, "bongani", "aabbccddee01", {}), /another customer's/),
    );
    await stage.run(removeDevice, "aa:bb:cc:dd:ee:01");
    assert.match(await stage.problem(removeDevice, "aa:bb:cc:dd:ee:01"), /no device has this hardware address/);
  });
});

describe("certificates", () => {
  test("of a router go into files; the key is readable by its owner alone and shown nowhere", async () => {
    const { output } = await stage.run(issueCertificate, "router", "tower-1", { out: folder });
    const certificate = new X509Certificate(readFileSync(file("tower-1.pem")));
    assert.match(certificate.subject, /CN=tower-1/);
    const key = readFileSync(file("tower-1.key"), "utf8");
    assert.match(key, /BEGIN PRIVATE KEY/);
    assert.equal(statSync(file("tower-1.key")).mode & 0o777, 0o600);
    assert.doesNotMatch(output, /BEGIN/);
    assert.match(await stage.problem(issueCertificate, "router", "tower-1", { out: folder }), /is there already/);
  });

  test("of a customer's device come with a .p12 whose passphrase is shown once", async () => {
    const options = { out: folder, name: "phone", p12: true };
    const { output } = await stage.run(issueCertificate, "customer", "thandi", options);
    assert.match(output, /passphrase of .*phone\.p12, shown only now: \S{19}$/);
    assert.ok(readFileSync(file("phone.p12")).length > 1_000);
    assert.equal(statSync(file("phone.p12")).mode & 0o777, 0o600);
  });

  test("are renewed, revoked, and in the list of revoked ones", async () => {
    const { output } = await stage.run(listCertificates, { owner: "tower-1", limit: 10 });
    const serial = /^(\w+) +router +tower-1/m.exec(output)?.[1];
    assert.ok(serial, output);
    await stage.run(renewCertificate, serial, { out: folder });
    assert.match((await stage.run(listCertificates, { owner: "tower-1", limit: 10 })).output, /tower-1 .* valid$/m);
    const revoked = await stage.run(revokeCertificate, serial, { reason: "superseded" });
    assert.match(revoked.output, /revoked .*: superseded/);
    assert.match(await stage.problem(revokeCertificate, serial, { reason: "superseded" }), /revoked already/);
    const paths = { certificate: file("ca.pem"), revocationList: file("revoked.crl") };
    assert.match((await stage.run(showAuthority, paths)).output, /holds until +20\d\d-/);
    assert.ok(new X509Certificate(readFileSync(paths.certificate)).ca);
    assert.ok(readFileSync(paths.revocationList).includes(Buffer.from(serial, "hex")));
  });

  test("of nobody are not issued, and leave no files", async () => {
    assert.match(
      await stage.problem(issueCertificate, "router", "tower-9", { out: folder }),
      /no such customer or router/,
    );
    assert.throws(() => statSync(file("tower-9.key")));
  });
});

describe("users of other operators", () => {
  test("home servers and realms are put, changed and removed", async () => {
    const secretFile = file("partner.secret", "a-secret-of-partners");
    await stage.run(putHomeServer, "partner-1", { address: "203.0.113.7", secretFile });
    const changed = await stage.run(putHomeServer, "partner-1", { patienceMs: 800 });
    assert.match(changed.output, /partner-1 +203\.0\.113\.7 +UDP +1812, 1813 +800 ms/);
    await stage.run(putRealm, "partner.example", { server: ["partner-1"], strip: true });
    const realm = await stage.run(putRealm, "partner.example", { accounting: true });
    assert.match(realm.output, /partner\.example +partner-1 +- +without the realm +there too/);
    assert.match(
      await stage.problem(putRealm, "x.example", { server: ["partner-9"] }),
      /no home server has this name\nThere are: partner-1/,
    );
    assert.match(await stage.problem(removeHomeServer, "partner-1"), /still in use/);
    await stage.run(removeRealm, "partner.example");
    await stage.run(removeHomeServer, "partner-1");
    assert.match((await stage.run(listRealms, {})).output, /^There is no realm/);
    assert.match((await stage.run(listHomeServers, {})).output, /^There is no home server/);
  });
});
