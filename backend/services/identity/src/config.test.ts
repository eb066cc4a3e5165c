import assert from "node:assert/strict";
import { test } from "vitest";
import { IdentityConfig } from "#config";

const needed = {
  IDENTITY_DATABASE_URL: "postgres://localhost/beacom",
  IDENTITY_SEALING_KEY: Buffer.alloc(32).toString("base64"),
};
const siteOf = (env: Record<string, string>) => IdentityConfig.parse({ ...needed, ...env }).passkeys;

test("passkeys are good where people reach Beacom, as browsers write that address", () => {
  assert.deepEqual(siteOf({ BEACOM_PUBLIC_URL: "https://my.karoo.example/" }), {
    name: "Beacom",
    id: "my.karoo.example",
    origins: ["https://my.karoo.example"],
  });
  assert.deepEqual(siteOf({}), { name: "Beacom", id: "localhost", origins: ["http://localhost:8080"] });
});

test("a domain above, several hosts and an app of a phone can share passkeys", () => {
  const app = "android:apk-key-hash:Ab_c-9";
  const site = siteOf({
    IDENTITY_RP_ID: "karoo.example",
    IDENTITY_ORIGINS: `https://my.karoo.example,https://staff.karoo.example/,${app}`,
  });
  assert.equal(site.id, "karoo.example");
  assert.deepEqual(site.origins, ["https://my.karoo.example", "https://staff.karoo.example", app]);
});

test("a site that the pages are not under is refused at the start, because no browser would take it", () => {
  for (const env of [
    { IDENTITY_RP_ID: "other.example", BEACOM_PUBLIC_URL: "https://my.karoo.example" },
    { IDENTITY_RP_ID: "aroo.example", BEACOM_PUBLIC_URL: "https://my.karoo.example" },
    { IDENTITY_RP_ID: "my.karoo.example", IDENTITY_ORIGINS: "https://my.karoo.example,https://karoo.example" },
  ])
    assert.throws(() => siteOf(env), /IDENTITY_RP_ID/);
  assert.throws(() => siteOf({ IDENTITY_ORIGINS: "karoo" }));
});
