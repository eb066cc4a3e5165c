import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type AddressInfo } from "node:net";
import { connect, createServer } from "node:tls";
import { afterEach, beforeEach, test } from "vitest";
import { certificateFiles, daysLeft, prepareCertificates } from "#installation/certificates";
import { type DataFolder, dataFolder, makeDataFolder } from "#installation/data-folder";

let folder: DataFolder;
beforeEach(() => {
  folder = dataFolder(mkdtempSync(join(tmpdir(), "beacom-tls-")));
  makeDataFolder(folder);
});
afterEach(() => rmSync(folder.path, { recursive: true, force: true }));

const read = (name: string) => {
  const files = certificateFiles(folder, name);
  return { ca: readFileSync(files.ca), cert: readFileSync(files.cert), key: readFileSync(files.key) };
};

test("two processes of one installation trust each other, and keys are readable to their owner only", async () => {
  await prepareCertificates(folder, ["core", "radius-server"], new Date());
  assert.equal(statSync(certificateFiles(folder, "core").key).mode & 0o777, 0o600);
  const server = createServer({ ...read("core"), requestCert: true, rejectUnauthorized: true }, (socket) =>
    socket.end("hello"),
  );
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const client = connect({ port, host: "127.0.0.1", ...read("radius-server") });
  const [greeting] = (await once(client, "data")) as [Buffer];
  assert.equal(greeting.toString(), "hello");
  assert.equal(client.authorized, true);
  client.destroy();
  server.close();
});

test("a certificate is kept while it is good, and renewed in time", async () => {
  const now = new Date("2026-01-01T00:00:00Z");
  await prepareCertificates(folder, ["core"], now);
  const first = read("core");
  await prepareCertificates(folder, ["core"], new Date("2026-03-01T00:00:00Z"));
  assert.deepEqual(read("core"), first);
  const nearTheEnd = new Date("2027-01-10T00:00:00Z");
  await prepareCertificates(folder, ["core"], nearTheEnd);
  assert.notDeepEqual(read("core").cert, first.cert);
  assert.deepEqual(read("core").ca, first.ca);
  assert.ok(daysLeft(certificateFiles(folder, "core").cert, nearTheEnd) > 365);
});
