import assert from "node:assert/strict";
import { generateKeyPairSync, sign } from "node:crypto";
import { auditLogMigrations, searchAudit } from "@beacom/audit-log";
import { RefusalSchema } from "@beacom/proto/common/v1/common";
import { IdentityService } from "@beacom/proto/identity/v1/identity";
import { openLog, type RunningService, type ServiceContext, type ServiceModule, startServices } from "@beacom/runtime";
import { testDatabase } from "@beacom/testing";
import { connect } from "@beacom/postgres";
import { Code, ConnectError, type ServiceImpl } from "@connectrpc/connect";

type Started = Parameters<typeof startServices>[0]["here"][number];

/** A part of the service on a database of its own, between members of staff and neighbours that the test plays. For tests. */
export async function openPart(options: {
  readonly offers: ServiceModule["offers"];
  readonly start: (
    context: ServiceContext<{ databaseUrl: string }> & { sql: ReturnType<typeof connect> },
  ) => RunningService | Promise<RunningService>;
  readonly identity?: Partial<ServiceImpl<typeof IdentityService>>;
  readonly neighbours?: readonly Started[];
}) {
  const migrations = [auditLogMigrations, new URL("../migrations/", import.meta.url)];
  const database = await testDatabase({ schema: "admin", migrations });
  const time = { now: new Date("2026-11-27T10:00:00Z") };
  const clock = () => time.now;
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const jwk = { ...publicKey.export({ format: "jwk" }), kid: "test", alg: "EdDSA" };
  const identity: ServiceModule = {
    name: "identity",
    offers: [IdentityService],
    readConfig: () => ({}),
    start: async () => ({
      routes: (router) =>
        void router.service(IdentityService, {
          getSigningKeys: () => ({ jwksJson: JSON.stringify({ keys: [jwk] }) }),
          ...options.identity,
        }),
      close: async () => undefined,
    }),
  };
  const part: ServiceModule<{ databaseUrl: string }> = {
    name: "admin-api",
    offers: options.offers,
    readConfig: () => ({ databaseUrl: database.url }),
    async start(context) {
      const sql = connect(database.url, { max: 6, name: "admin-api" });
      const running = await options.start({ ...context, sql });
      return {
        ...running,
        async close() {
          await running.close();
          await sql.end({ timeout: 5 });
        },
      };
    },
  };
  const here = [identity, ...(options.neighbours ?? []), part];
  const running = await startServices({ here, elsewhere: {}, clock, log: openLog({ level: "silent" }) }, {});
  const base64 = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");

  function header(claims: object) {
    const seconds = Math.floor(time.now.getTime() / 1000);
    const named = { iss: "beacom", aud: "beacom", exp: seconds + 60, auth_time: seconds, ...claims };
    const signed = `${base64({ alg: "EdDSA", kid: "test" })}.${base64(named)}`;
    const signature = sign(null, Buffer.from(signed), privateKey).toString("base64url");
    const authorization = `Bearer ${signed}.${signature}`;
    return { headers: { authorization, "beacom-client-address": "10.0.0.9", "beacom-client-agent": "test" } };
  }
  return {
    time,
    database,
    peers: running.peers,
    staff: (staffId: string, ...permissions: string[]) =>
      header({ sub: staffId, kind: "staff", permissions, role: "support" }),
    /** Whose second factor was proved so many minutes ago. */
    staffSince: (minutes: number, staffId: string, ...permissions: string[]) =>
      header({
        sub: staffId,
        kind: "staff",
        permissions,
        role: "finance",
        auth_time: time.now.getTime() / 1000 - minutes * 60,
      }),
    customer: (customerId: string) => header({ sub: customerId, kind: "customer" }),
    /** Oldest first. */
    async audited() {
      const { entries } = await searchAudit(database.sql, { limit: 1_000 });
      return entries.toReversed();
    },
    async close() {
      await running.close();
      await database.close();
    },
  };
}
export type OpenPart = Awaited<ReturnType<typeof openPart>>;

/** What a refusal has to say besides its word; several facts of one name as a list. */
function factsOf(error: ConnectError): Record<string, unknown> {
  const facts: Record<string, unknown> = {};
  for (const { name, value } of error.findDetails(RefusalSchema).flatMap((refusal) => refusal.facts)) {
    const said = value.case === "number" ? Number(value.value) : value.value;
    facts[name] = name in facts ? [facts[name], said].flat() : said;
  }
  return facts;
}

export const refused = (call: Promise<unknown>, kind: string, code: Code, facts: Record<string, unknown> = {}) =>
  assert.rejects(call, (error) => {
    assert.ok(error instanceof ConnectError, String(error));
    assert.deepEqual([error.rawMessage, Code[error.code], factsOf(error)], [kind, Code[code], facts]);
    return true;
  });
