import assert from "node:assert/strict";
import { createCipheriv, randomBytes } from "node:crypto";
import { Writable } from "node:stream";
import { catalogue } from "@beacom/main";
import { BillingEvents, ServiceLevel, ServiceStateChangedSchema } from "@beacom/proto/billing/v1/billing";
import { CustomerVerifiedSchema, IdentityEvents } from "@beacom/proto/identity/v1/identity";
import { type PutNasRequestSchema, RadiusService } from "@beacom/proto/radius/v1/radius";
import { RadiusAdminService } from "@beacom/proto/radius/v1/radius_admin";
import { openLog, startServices } from "@beacom/runtime";
import { eventually, testDatabase } from "@beacom/testing";
import type { JsonObject, MessageInitShape } from "@bufbuild/protobuf";
import { timestampNow } from "@bufbuild/protobuf/wkt";
import { toldFeed } from "./told-feed.ts";

export const secret = "of-both-programs-here";
const sealingKey = Buffer.alloc(32, 7);
/** The router at 127.0.0.1. */
const firstRouter = "tower-1";

export type RunningRadiusServer = Awaited<ReturnType<typeof startRadiusServer>>;
export type Customer = { customerId: string; username: string; password: string };

/** Beacom's radius-server on free ports, with one router at 127.0.0.1; who its customers are and what they paid for it learns in the usual way, by events. */
export async function startRadiusServer(options: { bind?: string; env?: Record<string, string> } = {}) {
  const module = await catalogue["radius-server"]!.load();
  const database = await testDatabase(module.database!);
  const identity = toldFeed("identity", IdentityEvents);
  const billing = toldFeed("billing-engine", BillingEvents);
  const lines: Record<string, unknown>[] = [];
  const services = await startServices(
    {
      here: [identity.module, billing.module, module],
      elsewhere: {},
      runtime: { logLevel: "silent" },
      log: openLog({ level: "info", destination: linesInto(lines) }),
    },
    {
      RADIUS_DATABASE_URL: database.url,
      RADIUS_SEALING_KEY: sealingKey.toString("base64"),
      RADIUS_BIND: options.bind ?? "127.0.0.1",
      RADIUS_AUTH_PORT: "0",
      RADIUS_ACCT_PORT: "0",
      RADIUS_RADSEC_PORT: "0",
      ...options.env,
    },
  );
  const rpc = services.peers.client(RadiusService);
  const admin = services.peers.client(RadiusAdminService);
  const ports = lines.find(({ msg }) => msg === "radius listening") as unknown as Record<
    "authPort" | "acctPort" | "radsecPort",
    number
  >;

  const putRouter = (more: MessageInitShape<typeof PutNasRequestSchema>) =>
    rpc.putNas({ name: firstRouter, address: "127.0.0.1", secret, vendor: "mikrotik", ...more });

  let customers = 0;
  let versions = 0n;
  let settings = 0;

  async function changeService(customerId: string, level: ServiceLevel): Promise<void> {
    const version = ++versions;
    const full = level === ServiceLevel.FULL;
    const rate = full
      ? { downBitsPerSecond: 20_000_000n, upBitsPerSecond: 5_000_000n }
      : { downBitsPerSecond: 256_000n, upBitsPerSecond: 128_000n };
    const service = { version, level, reason: full ? "in-bundle" : "used-up", since: timestampNow(), rate };
    billing.tell(ServiceStateChangedSchema, customerId, { customerId, service });
    await eventually(async () => {
      const { because } = await admin.explainAccess({ who: customerId, nas: firstRouter });
      assert.ok(because.some(({ outcome }) => outcome.includes(`since version ${version} `)));
    });
  }

  await putRouter({});
  return {
    ...ports,
    rpc,
    admin,
    sql: database.sql,
    log: lines,
    putRouter,
    changeService,
    /** What is this customer's alone, in force when it returns. */
    async setAccess(customerId: string, personal: JsonObject & { expiresAt?: string }): Promise<void> {
      // A date by which the server's view tells this version of the settings from the one before.
      const expiresAt = personal.expiresAt ?? new Date(Date.UTC(2100, 0, 1) + ++settings).toISOString();
      await admin.setAccess({ customerId, personal: { ...personal, expiresAt } });
      await eventually(async () => {
        const { because } = await admin.explainAccess({ who: customerId, nas: firstRouter });
        assert.ok(because.some(({ rule, outcome }) => rule === "expiry" && outcome.startsWith(expiresAt)));
      });
    },
    /** Somebody who was verified and has paid, and can log in from now on; with a name and password of another server, if given. */
    async newCustomer(named?: { username: string; password: string }): Promise<Customer> {
      const number = String(++customers);
      const customerId = `cus_${number.padStart(26, "0")}`;
      const phone = `+2782${number.padStart(7, "0")}`;
      identity.tell(CustomerVerifiedSchema, customerId, { customerId, phone, name: "Thandi", language: "zu" });
      let credential = { username: "", password: "" };
      await eventually(async () => {
        credential = await rpc.getCredential({ customerId });
      });
      if (named) {
        const sealed = sealedPassword(named.password, customerId);
        await database.sql`update credentials set username = ${named.username}, sealed_password = ${sealed},
          changed_at = clock_timestamp() where customer_id = ${customerId}`;
      }
      await changeService(customerId, ServiceLevel.FULL);
      const { username, password } = named ?? credential;
      return { customerId, username, password };
    },
    /** The newest first. */
    sessions: async (customerId: string) => (await rpc.listSessions({ customerId, limit: 10 })).sessions,
    /** The value of a counter, 0 when it has not counted yet. */
    async counter(name: string, labels: Record<string, string> = {}): Promise<number> {
      const wanted = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
      const text = await services.metrics.text();
      const line = text.split("\n").find((each) => each.startsWith(name) && wanted.every((one) => each.includes(one)));
      return line === undefined ? 0 : Number(line.slice(line.lastIndexOf(" ") + 1));
    },
    async stop() {
      await services.close();
      await database.close();
    },
  };
}

/** As rows are written by other means: nonce, ciphertext and tag, bound to whose it is. */
function sealedPassword(password: string, customerId: string): Uint8Array {
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", sealingKey, nonce).setAAD(Buffer.from(customerId));
  return Buffer.concat([nonce, cipher.update(password), cipher.final(), cipher.getAuthTag()]);
}

const linesInto = (lines: Record<string, unknown>[]): Writable =>
  new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(JSON.parse(chunk.toString()) as Record<string, unknown>);
      done();
    },
  });
