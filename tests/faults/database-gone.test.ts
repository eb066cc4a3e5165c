import assert from "node:assert/strict";
import { createNas, type Login, type Nas, type NasSession } from "@beacom/nas-sandbox";
import { durableCluster, eventually } from "@beacom/testing";
import { afterAll, beforeAll, test } from "vitest";
import { peerOf } from "../../backend/packages/eap/src/testing/every-peer.ts";
import { eapLogin } from "./eap-login.ts";
import { type RadiusProcesses, startRadiusProcesses } from "./radius-processes.ts";
import { customerOf, passwordOf, secret, type SeededDatabase, seededDatabase, usernameOf } from "./seeded-database.ts";

/** From here on subscribers are counted, and get an address of a pool. */
const firstCounted = 20;
const subscribers = 60;

let cluster: Awaited<ReturnType<typeof durableCluster>>;
let database: SeededDatabase;
let radius: RadiusProcesses;
/** Each asks from ports of its own: between them they reach both processes. */
let routers: Nas[];

beforeAll(async () => {
  cluster = await durableCluster();
  database = await seededDatabase(cluster.adminUrl, subscribers);
  radius = await startRadiusProcesses({ count: 2, env: database.env });
  const { authPort, acctPort, admin } = radius;
  await admin.putPool({ name: "homes", ranges: ["100.65.0.0/16"] });
  const definition = { address: { pool: "homes" }, simultaneousUse: { most: 1, whenReached: "refuse" } };
  await admin.putPolicy({ kind: "profile", name: "counted", definition });
  for (let n = firstCounted; n < subscribers; n++)
    await admin.setAccess({ customerId: customerOf(n), profile: "counted" });
  // Each takes its stock of addresses when it starts.
  for (const process of radius.processes) {
    await process.kill9();
    await process.ready();
  }
  routers = await Promise.all(
    Array.from({ length: 12 }, () =>
      createNas({
        server: "127.0.0.1",
        authPort,
        acctPort,
        secret,
        coaPort: 0,
        identifier: "tower-1",
        // A router that asks for as long as it takes.
        retransmission: { firstMs: 400, longestMs: 1_000, times: 90 },
      }),
    ),
  );
});
afterAll(async () => {
  await Promise.all((routers ?? []).map((router) => router.close()));
  await radius?.close();
  await database?.sql.end({ timeout: 1 });
  await cluster?.stop();
});

const loginOf = (n: number, more: Partial<Login> = {}): Login => ({
  username: usernameOf(n),
  password: passwordOf(usernameOf(n)),
  method: (["pap", "chap", "ms-chap-v2"] as const)[n % 3]!,
  callingStationId: `02:00:00:00:01:${String(n).padStart(2, "0")}`,
  ...(more as object),
});

async function online(n: number, more: Partial<Login> = {}): Promise<NasSession> {
  const login = await routers[n % routers.length]!.login(loginOf(n, more));
  assert.ok(login.ok, `${usernameOf(n)}: ${JSON.stringify(login)}`);
  return login.value;
}

const withPeap = (n: number): Promise<boolean> =>
  eapLogin(peerOf("peap-mschapv2", { username: usernameOf(n), password: passwordOf(usernameOf(n)) }), {
    authPort: radius.authPort,
    secret,
  });

test("without its database the server lets everybody in, gives nobody somebody else's address, and acknowledges no accounting until it is back", {
  timeout: 120_000,
}, async () => {
  const plain = await Promise.all([0, 1, 2].map((n) => online(n)));
  for (const session of plain) assert.ok((await session.start()).ok);
  const before = await Promise.all([20, 21, 22].map((n) => online(n)));
  for (const session of before) assert.ok((await session.start()).ok);
  assert.ok(await withPeap(3));

  await cluster.kill9();
  const sinceMs = performance.now();
  await Promise.all([4, 5, 6].map((n) => online(n)));
  assert.ok(await withPeap(7));
  assert.ok(await withPeap(3));
  const plainMs = performance.now() - sinceMs;

  const counted = await Promise.all(Array.from({ length: 25 }, (_, n) => online(firstCounted + 5 + n)));
  const countedMs = performance.now() - sinceMs - plainMs;
  const again = await online(20);
  assert.equal(again.framedIpAddress, before[0]!.framedIpAddress, "a device that comes back has its address");
  const second = await online(21, { callingStationId: "02:00:00:00:02:21" });
  const all = [...before, ...counted, second];
  const addresses = all.map((session) => session.authorization["Framed-IP-Address"]);
  assert.ok(
    addresses.every((address) => typeof address === "string" && address.startsWith("100.65.")),
    `addresses of the pool: ${addresses.join()}`,
  );
  assert.equal(new Set(addresses).size, all.length, `no address twice: ${addresses.join()}`);

  let acknowledged = 0;
  const starting = [...counted, second].map(async (session) => {
    assert.ok((await session.start()).ok);
    acknowledged++;
  });
  plain[0]!.use({ octetsDown: 5_000_000_000n });
  const reporting = plain[0]!.interim().then((answer) => {
    assert.ok(answer.ok);
    acknowledged++;
  });
  // Long enough for an acknowledgement that should not come.
  await eventually(async () => {
    const waiting = await Promise.all(radius.processes.map((process) => process.metric("radius_accounting_queue")));
    const failing = await Promise.all(
      radius.processes.map((process) => process.metric("radius_accounting_failing", { reason: "database-away" })),
    );
    assert.ok(waiting.reduce((sum, each) => sum + each, 0) > 0, "reports wait");
    assert.ok(failing.includes(1), "a metric tells why");
  });
  assert.equal(acknowledged, 0);

  await cluster.start();
  await Promise.all([...starting, reporting]);
  // Others get addresses now, before it is written down which ones were given out meanwhile.
  const later = await Promise.all(Array.from({ length: 8 }, (_, n) => online(firstCounted + 31 + n)));
  for (const session of later) assert.ok((await session.start()).ok);
  await eventually(async () => {
    const [row] = await database.sql<{ down: bigint }[]>`
      select octets_down as down from sessions where username = ${usernameOf(0)}`;
    assert.equal(row?.down, 5_000_000_000n);
  });
  const twice = await database.sql`
    select framed_ip_address from sessions where ended_at is null and framed_ip_address like '100.65.%'
    group by 1 having count(distinct (customer_id, calling_station_id)) > 1`;
  assert.deepEqual([...twice], []);

  // It is written down in the background, and at the latest when a process ends in order.
  await Promise.all(radius.processes.map((process) => process.stop()));
  const astray = await database.sql`
    select s.username, s.framed_ip_address, l.customer_id, l.held_by from sessions s
    left join address_leases l on l.address = s.framed_ip_address::inet
    where s.ended_at is null and s.framed_ip_address like '100.65.%' and l.customer_id is distinct from s.customer_id`;
  assert.deepEqual([...astray], [], "each address is written down as its session's customer's");
  console.info(
    `${Math.round(plainMs)} ms for 3 logins by password and 2 by PEAP, ${Math.round(countedMs)} ms for 25 that should have been counted`,
  );
});
