import assert from "node:assert/strict";
import { generateKeyPairSync, sign } from "node:crypto";
import { IdentityService } from "@beacom/proto/identity/v1/identity";
import { RadiusService } from "@beacom/proto/radius/v1/radius";
import { openLog, type ServiceModule, startServices } from "@beacom/runtime";
import { Code, ConnectError } from "@connectrpc/connect";
import { afterAll, beforeEach, test } from "vitest";
import { radiusDeeds } from "#transport/deeds";
import { type StaffDeed, tellingDeeds } from "#transport/staff-deeds";

const { publicKey, privateKey } = generateKeyPairSync("ed25519");
const jwk = { ...publicKey.export({ format: "jwk" }), kid: "test", alg: "EdDSA" };
const happened: (string | StaffDeed)[] = [];
const module: ServiceModule = {
  name: "sample",
  offers: [IdentityService, RadiusService],
  readConfig: () => ({}),
  start: async () => ({
    routes(router) {
      router.service(IdentityService, { getSigningKeys: () => ({ jwksJson: JSON.stringify({ keys: [jwk] }) }) });
      const impl = {
        putNas({ name }: { name: string }) {
          if (name === "bad") throw new ConnectError("address-not-valid", Code.InvalidArgument);
          happened.push(`put ${name}`);
          return {};
        },
        listNas: () => ({}),
      };
      router.service(
        RadiusService,
        tellingDeeds(RadiusService, impl, radiusDeeds, async (deed) => void happened.push(deed)),
      );
    },
    close: async () => undefined,
  }),
};
const services = await startServices({ here: [module], elsewhere: {}, log: openLog({ level: "silent" }) }, {});
const radius = services.peers.client(RadiusService);
afterAll(() => services.close());
beforeEach(() => void happened.splice(0));

const base64 = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
function staff(...permissions: string[]) {
  const exp = Math.floor(Date.now() / 1000) + 600;
  const claims = { sub: "stf_1", kind: "staff", role: "noc", permissions, iss: "beacom", aud: "beacom", exp };
  const signed = `${base64({ alg: "EdDSA", kid: "test" })}.${base64(claims)}`;
  const authorization = `Bearer ${signed}.${sign(null, Buffer.from(signed), privateKey).toString("base64url")}`;
  return { headers: { authorization, "beacom-client-address": "192.0.2.7" } };
}
const router = { name: "tower 1", address: "10.0.0.1", secret: "very secret", deviceApi: { password: "hidden too" } };

test("what staff change is told before it is done, without secrets", async () => {
  await radius.putNas(router, staff("radius.write"));
  const [deed, done] = happened;
  assert.ok(typeof deed === "object" && done === "put tower 1");
  assert.deepEqual(
    [deed.action, deed.subject, deed.by.staffId, deed.by.address],
    ["router.put", { kind: "router", id: "tower 1" }, "stf_1", "192.0.2.7"],
  );
  assert.deepEqual(deed.after, {
    name: "tower 1",
    address: "10.0.0.1",
    secret: "(hidden)",
    deviceApi: { password: "(hidden)" },
  });
});

test("what is refused afterwards is told as such, with the reason", async () => {
  await assert.rejects(radius.putNas({ ...router, name: "bad" }, staff("radius.write")), /address-not-valid/);
  assert.deepEqual(
    happened.map((deed) => (typeof deed === "object" ? [deed.action, deed.reason] : deed)),
    [
      ["router.put", ""],
      ["router.put-refused", "address-not-valid"],
    ],
  );
});

test("who may not do it, who only looks, and services leave no deed", async () => {
  await assert.rejects(radius.putNas(router, staff("radius.read")), /permission-missing/);
  await radius.listNas({}, staff("radius.read"));
  await radius.putNas(router);
  assert.deepEqual(happened, ["put tower 1"]);
});
