import type { Sql } from "@beacom/postgres";
import { secretOf } from "@beacom/radius";
import type { Sealing } from "#adapters/sealing";
import type { HomeServerEntry } from "#application/home-servers";
import type { RealmKeeping } from "#application/keep-realms";
import type { RealmStore } from "#application/realm-view";
import type { HomeServer } from "#domain/home-server";
import type { Realm } from "#domain/realm";

type ServerRow = {
  name: string;
  address: string;
  auth_port: number;
  acct_port: number;
  transport: HomeServer["transport"];
  sealed_secret: Uint8Array;
  key_id: string;
  tls_name: string | null;
  tls_authority_pem: string | null;
  patience_ms: number;
};

type RealmRow = {
  name: string;
  home_servers: string[];
  server_order: Realm["order"];
  strip: boolean;
  accounting: boolean;
  allowed_reply_attributes: string[];
};

const serverOf = (row: ServerRow): HomeServer => ({
  name: row.name,
  address: row.address,
  authPort: row.auth_port,
  acctPort: row.acct_port,
  transport: row.transport,
  tlsName: row.tls_name ?? undefined,
  tlsAuthorityPem: row.tls_authority_pem ?? undefined,
  patienceMs: row.patience_ms,
});

const realmOf = (row: RealmRow): Realm => ({
  name: row.name,
  homeServers: row.home_servers,
  order: row.server_order,
  strip: row.strip,
  accounting: row.accounting,
  allowedReplyAttributes: row.allowed_reply_attributes,
});

export function realmsIn({ sql, sealing }: { sql: Sql; sealing: Sealing }): RealmStore & RealmKeeping {
  const owner = (name: string): string => `home ${name}`;
  return {
    async realms() {
      return (await sql<RealmRow[]>`select * from realms order by name`).map(realmOf);
    },
    async homeServers() {
      const rows = await sql<ServerRow[]>`select * from home_servers order by name`;
      return rows.map(
        (row): HomeServerEntry => ({
          server: serverOf(row),
          secret: secretOf(sealing.open({ sealed: row.sealed_secret, keyId: row.key_id }, owner(row.name))),
        }),
      );
    },
    async putHomeServer(server, secret) {
      const [known] = await sql<ServerRow[]>`select * from home_servers where name = ${server.name}`;
      if (!known && secret === undefined) return false;
      const sealed = secret === undefined ? undefined : sealing.seal(secret, owner(server.name));
      const row = {
        name: server.name,
        address: server.address,
        auth_port: server.authPort,
        acct_port: server.acctPort,
        transport: server.transport,
        sealed_secret: sealed?.sealed ?? known!.sealed_secret,
        key_id: sealed?.keyId ?? known!.key_id,
        tls_name: server.tlsName ?? null,
        tls_authority_pem: server.tlsAuthorityPem ?? null,
        patience_ms: server.patienceMs,
      };
      await sql`insert into home_servers ${sql(row)}
        on conflict (name) do update set ${sql(row)}, changed_at = clock_timestamp()`;
      return true;
    },
    async removeHomeServer(name) {
      const used = await sql`select 1 from realms where ${name} = any(home_servers) limit 1`;
      if (used.length > 0) return "in-use";
      return (await sql`delete from home_servers where name = ${name}`).count > 0 ? "removed" : "not-there";
    },
    async putRealm(realm) {
      const row = {
        name: realm.name,
        home_servers: [...realm.homeServers],
        server_order: realm.order,
        strip: realm.strip,
        accounting: realm.accounting,
        allowed_reply_attributes: [...realm.allowedReplyAttributes],
      };
      await sql`insert into realms (name, home_servers, server_order, strip, accounting, allowed_reply_attributes)
        values (${row.name}, ${row.home_servers}::text[], ${row.server_order}, ${row.strip}, ${row.accounting}, ${row.allowed_reply_attributes}::text[])
        on conflict (name) do update set home_servers = excluded.home_servers, server_order = excluded.server_order,
          strip = excluded.strip, accounting = excluded.accounting, allowed_reply_attributes = excluded.allowed_reply_attributes,
          changed_at = clock_timestamp()`;
    },
    async removeRealm(name) {
      return (await sql`delete from realms where name = ${name}`).count > 0;
    },
  };
}
