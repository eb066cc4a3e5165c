import assert from "node:assert/strict";
import { catalogue } from "@beacom/main";
import { eventually, testDatabase } from "@beacom/testing";
import { type RadiusProcesses, startRadiusProcesses } from "../../faults/radius-processes.ts";
import { customerOf, type SeededDatabase, seededDatabase } from "../../faults/seeded-database.ts";

export const subscribers = 40;
/** From here on they are counted and get addresses of a pool, so that logins wait for the database. */
export const firstCounted = 30;
/** So many are no matter of memory. */
const mostConversationsLeft = 2_000;
/** The highest level of memory that may stay behind after any number of packets: the latest answers to a thousand ports are kept. */
const mostOctetsLeft = 64 << 20;

export type FuzzedServer = Awaited<ReturnType<typeof startFuzzedServer>>;

/** A radius-server as it runs in production, in a process of its own with PostgreSQL behind it. */
export async function startFuzzedServer() {
  const empty = await testDatabase((await catalogue["radius-server"]!.load()).database!);
  const undo: (() => Promise<unknown>)[] = [() => empty.close()];
  const close = async (): Promise<void> => {
    for (const step of undo.splice(0).toReversed()) await step();
  };
  try {
    const database: SeededDatabase = await seededDatabase(empty.adminUrl, subscribers);
    undo.push(() => database.sql.end({ timeout: 1 }));
    const radius: RadiusProcesses = await startRadiusProcesses({ count: 1, env: database.env });
    undo.push(() => radius.close());
    const { admin } = radius;
    await admin.putPool({ name: "homes", ranges: ["100.65.0.0/16"] });
    const definition = { address: { pool: "homes" }, simultaneousUse: { most: 2, whenReached: "refuse" } };
    await admin.putPolicy({ kind: "profile", name: "counted", definition });
    for (let n = firstCounted; n < subscribers; n++)
      await admin.setAccess({ customerId: customerOf(n), profile: "counted" });
    const [process] = radius.processes;
    const memory = async (): Promise<{ used: number; rss: number }> => {
      const { heapUsed, external, rss } = await process!.memory();
      return { used: heapUsed + external, rss };
    };
    return {
      ...radius,
      sql: database.sql,
      memory,
      labels: (metric: string, label: string) => process!.labels(metric, label),
      /** Why packets were dropped so far. */
      dropReasons: async () => (await process!.labels("radius_drops_total", "reason")).toSorted(),
      metric: (name: string, labels?: Record<string, string>) => process!.metric(name, labels),
      /** Each packet that came to a UDP port was answered, dropped for a reason, or seen before. */
      async assertEveryPacketHasAnOutcome(sent: number): Promise<void> {
        await eventually(
          async () => {
            const counted = await process!.metric("radius_requests_total");
            assert.equal(counted, sent, `${sent} packets were sent, ${counted} have an outcome:\n${process!.log()}`);
          },
          { withinMs: 60_000 },
        );
      },
      async assertUnharmed(before: { used: number }): Promise<void> {
        assert.deepEqual(process!.ownDeaths, [], process!.log());
        assert.equal(await process!.metric("radius_drops_total", { reason: "fault" }), 0, process!.log());
        const words = process!
          .log()
          .split("\n")
          .filter((line) => /cannot answer a packet|cannot be answered/.test(line));
        assert.deepEqual(words, []);
        await eventually(
          async () => {
            // Those that nobody ended are held for a minute, and rightly so.
            const waiting = await process!.metric("radius_eap_conversations");
            if (waiting > mostConversationsLeft) throw new Error(`${waiting} conversations are held`);
            const { used } = await memory();
            const more = used - before.used;
            assert.ok(more < mostOctetsLeft, `${(more / 2 ** 20).toFixed(1)} MB of memory were not given back`);
          },
          { withinMs: 100_000 },
        );
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** What is in use, of what the process holds. */
export const inMegabytes = ({ used, rss }: { used: number; rss: number }): string =>
  `${(used / 2 ** 20).toFixed(1)} MB of ${(rss / 2 ** 20).toFixed(0)} MB`;
