import { generateKeyPairSync, randomBytes, sign } from "node:crypto";
import { type OutboxMessage, publish } from "@beacom/outbox";
import type { Sql } from "@beacom/postgres";
import { IdentityService } from "@beacom/proto/identity/v1/identity";
import { NotificationEvents, WebhookService } from "@beacom/proto/notification/v1/webhooks";
import { openLog, type ServiceModule, startServices } from "@beacom/runtime";
import { testDatabase } from "@beacom/testing";
import { notificationService } from "#module";
import { type SourceName, sourceDatabases, sourceModules, sourceNames, type Sources } from "#testing/sources";

/** notification-service between sources that tell what a test says, with people's access tokens and a clock that can be put forward. */
export async function openWebhookStage() {
  const lines: string[] = [];
  const log = openLog({ destination: { write: (line: string) => void lines.push(line) } });
  const [database, databases] = await Promise.all([testDatabase(notificationService.database!), sourceDatabases()]);
  let aheadMs = 0;
  const clock = () => new Date(Date.now() + aheadMs);
  const { module: keys, staff } = signingKeys(clock);
  const sources = Object.fromEntries(sourceNames.map((name) => [name, databases[name].sql])) as Sources<Sql>;
  const env = {
    NOTIFICATION_DATABASE_URL: database.url,
    NOTIFICATION_SEALING_KEY: randomBytes(32).toString("base64"),
    NOTIFICATION_WEBHOOK_NETWORKS: "127.0.0.0/8",
  };
  const services = await startServices(
    {
      here: [keys, ...sourceModules(sources, log), notificationService],
      elsewhere: {},
      log,
      clock,
      runtime: { internalKey: randomBytes(32) },
    },
    env,
  );
  return {
    env,
    lines,
    sql: database.sql,
    clock,
    webhooks: services.peers.client(WebhookService),
    events: services.peers.client(NotificationEvents),
    metrics: () => services.metrics.text(),
    staff,
    sources: databases,
    goForward: (hours: number) => void (aheadMs += hours * 3_600_000),
    tell: (source: SourceName, ...messages: OutboxMessage[]) => sources[source].begin((tx) => publish(tx, messages)),
    /** Leaves the databases to other processes. */
    stopService: () => services.close(),
    async close() {
      await services.close();
      await Promise.all([database.close(), ...sourceNames.map((name) => databases[name].close())]);
    },
  };
}

/** Stands for identity, where it signs access tokens. */
function signingKeys(clock: () => Date) {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const jwk = { ...publicKey.export({ format: "jwk" }), kid: "test", alg: "EdDSA" };
  const module: ServiceModule = {
    name: "identity-keys",
    offers: [IdentityService],
    readConfig: () => ({}),
    start: async () => ({
      routes: (router) =>
        void router.service(IdentityService, {
          getSigningKeys: () => ({ jwksJson: JSON.stringify({ keys: [jwk] }) }),
        }),
      close: async () => undefined,
    }),
  };
  const base64 = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  /** The headers of a member of staff who proved a second factor so many minutes ago. */
  function staff(permissions: readonly string[], provedMinutesAgo = 1) {
    const now = Math.floor(clock().getTime() / 1000);
    const proof = { sid: "fam_1", auth_time: now - provedMinutesAgo * 60, iat: now };
    const claims = { sub: "stf_nomsa", kind: "staff", permissions, role: "admin", ...proof };
    const signed = `${base64({ alg: "EdDSA", kid: "test" })}.${base64({ ...claims, iss: "beacom", aud: "beacom", exp: now + 60 })}`;
    const signature = sign(null, Buffer.from(signed), privateKey).toString("base64url");
    return {
      headers: { authorization: `Bearer ${signed}.${signature}`, "beacom-client-address": "196.25.1.1" },
    };
  }
  return { module, staff };
}
