import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { testDatabase } from "@beacom/testing";
import { afterAll, beforeAll, test } from "vitest";
import { personalDataIn } from "#personal-data";

const schema = `
  create table people (customer_id text primary key, name text not null, password text not null, born date);
  comment on column people.name is 'personal';
  comment on column people.password is 'secret: hash';
  create table devices (device_id bigint primary key, owner text not null references people, label text, letter bytea, picture bytea);
  comment on column devices.label is 'personal: what the owner calls it';
  comment on column devices.letter is 'personal: sealed';
  create table visits (at timestamptz not null, device_id bigint references devices, place jsonb);
  comment on column visits.place is 'personal';
  create table keys (person text primary key, hint text);
  comment on column keys.hint is 'personal';
  create table plans (plan_id text, customer_id text, price bigint);
  insert into people values ('cus_1', 'Thandi', 'x', '1980-01-01'), ('cus_2', 'Sipho', 'y', null);
  insert into devices values (1, 'cus_1', 'phone', 'abc', 'xyz'), (2, 'cus_2', 'tablet', null, null);
  insert into visits values ('2026-11-27T10:00:00Z', 1, '{"town": "Durban"}'), ('2026-11-27T11:00:00Z', 2, '{"town": "Paarl"}');
  insert into keys values ('cus_1', 'the river');`;

let folder: string;
let database: Awaited<ReturnType<typeof testDatabase>>;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "marks-"));
  await writeFile(join(folder, "0001_people.sql"), schema);
  database = await testDatabase({ schema: "marks", migrations: [pathToFileURL(`${folder}/`)] });
});
afterAll(async () => {
  await database?.close();
  await rm(folder, { recursive: true, force: true });
});

const walk = { keyColumns: { keys: "person" }, titles: { people: "Who you are" } };

test("what is marked is told, with what stands beside it, of this customer and nobody else", async () => {
  const open = { "devices.letter": (sealed: Uint8Array) => Buffer.from(sealed).toString().toUpperCase() };
  assert.deepEqual(await personalDataIn(database.sql, { ...walk, open }).export("cus_1"), [
    { title: "devices", rows: [{ "device id": "1", owner: "cus_1", label: "phone", letter: "ABC" }], leftOut: 0 },
    { title: "keys", rows: [{ person: "cus_1", hint: "the river" }], leftOut: 0 },
    {
      title: "Who you are",
      rows: [{ "customer id": "cus_1", name: "Thandi", born: "1980-01-01T00:00:00.000Z" }],
      leftOut: 0,
    },
    {
      title: "visits",
      rows: [{ at: "2026-11-27T10:00:00.000Z", "device id": "1", place: { town: "Durban" } }],
      leftOut: 0,
    },
  ]);
  assert.deepEqual(await personalDataIn(database.sql, walk).export("cus_3"), []);
});

test("a marked column of which nobody knows whose it is is named, and nothing is exported without it", async () => {
  const blind = personalDataIn(database.sql, {});
  assert.deepEqual(await blind.unreachable(), ["keys.hint"]);
  await assert.rejects(blind.export("cus_1"), /keys\.hint/);
  assert.deepEqual(await personalDataIn(database.sql, walk).unreachable(), []);
  assert.deepEqual(await personalDataIn(database.sql, { aboutOthers: { keys: "staff" } }).unreachable(), []);
});

test("of a long table so many rows are told, and the others are counted", async () => {
  await database.sql`insert into visits select now(), 1, '{}'::jsonb from generate_series(1, 20)`;
  const sections = await personalDataIn(database.sql, { ...walk, mostRows: 5 }).export("cus_1");
  const visits = sections.find(({ title }) => title === "visits");
  assert.equal(visits?.rows.length, 5);
  assert.equal(visits.leftOut, 16);
});
