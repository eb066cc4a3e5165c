import { connect } from "@beacom/postgres";
import { testDatabase } from "@beacom/testing";

export type FreeradiusDatabase = { url: string; run(sql: string): Promise<void>; drop(): Promise<void> };

/** A PostgreSQL database with the tables of FreeRADIUS 3 that an import reads. */
export async function freeradiusDatabase(): Promise<FreeradiusDatabase> {
  const database = await testDatabase({ schema: "elsewhere", migrations: [] });
  const sql = connect(database.adminUrl, { max: 1, name: "freeradius" });
  const run = async (statements: string): Promise<void> => {
    await sql.unsafe(statements).simple();
  };
  await run(tables);
  return {
    url: database.adminUrl,
    run,
    async drop() {
      await sql.end({ timeout: 1 });
      await database.close();
    },
  };
}

const items = (name: string, owner: string): string => `create table ${name} (id serial primary key,
  ${owner} text not null default '', attribute text not null default '', op varchar(2) not null default '==', value text not null default '');`;

const tables = `
  ${items("radcheck", "username")}
  ${items("radreply", "username")}
  ${items("radgroupcheck", "groupname")}
  ${items("radgroupreply", "groupname")}
  create table radusergroup (id serial primary key, username text not null default '', groupname text not null default '',
    priority integer not null default 0);
  create table nas (id serial primary key, nasname text not null, shortname text not null, type text not null default 'other',
    ports integer, secret text not null, server text, community text, description text);`;
