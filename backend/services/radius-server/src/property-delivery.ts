import { setImmediate as turn } from "node:timers/promises";
import { newId } from "@beacom/ids";
import { type AccountingWriter, openAccountingWriter } from "#application/accounting-writer";
import type { Work } from "#application/accounting-batch";
import { openSessionTable } from "#application/session-table";
import type { Dice, History, Reboot, Sent } from "#property-histories";
import type { WatchedStore } from "#property-store";

export type Delivered = {
  /** What reached a server, acknowledged or not. */
  readonly arrived: ReadonlySet<Sent>;
  readonly acknowledged: ReadonlySet<Sent>;
};

type Packet = { readonly of: Sent | Reboot; readonly atMs: number; readonly sending: number; readonly copy: boolean };
/** `waiting`: so many were submitted and are not done. */
type Server = { readonly writer: AccountingWriter; waiting: number; killed: boolean };

/** Without a packet for so long, whatever was away is back. */
const calmMs = 20_000;
const mostSendings = 5;
const waitMs = 5_000;
const staleMs = 900_000;

/**
 * Brings a history to two servers that share a store, over a network that loses, repeats and delays, while servers are killed and the store
 * goes away. A NAS sends again what was not acknowledged, as often as RFC 5080 lets it, and then gives up.
 */
export async function deliver(
  history: History,
  { store, dice, orderly }: { store: WatchedStore; dice: Dice; orderly: boolean },
): Promise<Delivered> {
  const arrived = new Set<Sent>();
  const acknowledged = new Set<Sent>();
  const answered = new Set<Sent | Reboot>();
  const newServer = (): Server => ({ writer: writerOn(store, dice), waiting: 0, killed: false });
  const servers = [newServer(), newServer()];
  const dying: Promise<void>[] = [];

  const packets: Packet[] = [...history.sent, ...history.reboots]
    .map((of) => ({ of, atMs: of.atMs, sending: 1, copy: false }))
    .sort((a, b) => a.atMs - b.atMs);
  const later = (packet: Packet): void => {
    const at = packets.findIndex(({ atMs }) => atMs > packet.atMs);
    packets.splice(at < 0 ? packets.length : at, 0, packet);
  };

  let nowMs = 0;
  for (let packet = packets.shift(); packet !== undefined; packet = packets.shift()) {
    const { of, atMs, sending, copy } = packet;
    if (orderly && atMs - nowMs > calmMs) await settle();
    nowMs = atMs;
    if (!copy && answered.has(of)) continue;
    if (!copy && sending < mostSendings) later({ ...packet, atMs: atMs + waitMs, sending: sending + 1 });
    if (dice.happens(0.03)) store.away(true);
    if (dice.happens(0.15)) store.away(false);
    if (dice.happens(0.02)) killOne();
    if (dice.happens(0.03)) await closeStale(atMs);
    if (!copy && dice.happens(0.12)) continue;
    if (!copy && dice.happens(0.1)) later({ ...packet, atMs: atMs + dice.below(4_000), copy: true });
    arrive(packet, copy && !orderly ? atMs + dice.below(longestWayMs(of)) : atMs);
    // The next packets may come while this one is still being written.
    for (let turns = dice.below(12); turns > 0; turns--) await turn();
  }
  await settle();
  await Promise.all([...servers.map(({ writer }) => writer.close()), ...dying]);
  return { arrived, acknowledged };

  /** The store is there, and nothing waits for it. */
  async function settle(): Promise<void> {
    store.away(false);
    while (servers.some(({ waiting }) => waiting > 0)) await turn();
  }

  function submit(server: Server, work: Work): void {
    server.waiting++;
    const { done } = work;
    server.writer.submit({
      ...work,
      done() {
        server.waiting--;
        if (!server.killed) done();
      },
    });
  }

  function arrive({ of, sending, copy }: Packet, atMs: number): void {
    const { nasId } = isReport(of) ? of.session : of;
    // A NAS keeps to one port and so to one server, but not through everything.
    const server = servers[dice.happens(0.85) ? Number(nasId.endsWith("1")) : dice.below(2)]!;
    const triedMs = (sending - 1) * waitMs;
    const done = (): void => {
      if (isReport(of)) acknowledged.add(of);
      // The acknowledgement may be lost on its way, too.
      if (copy || dice.happens(0.9)) answered.add(of);
    };
    if (!isReport(of)) {
      const at = { atMs: atMs - triedMs, receivedAtMs: atMs };
      return submit(server, { kind: "nas-restart", nasId, nasSource: undefined, ...at, done });
    }
    arrived.add(of);
    const delaySeconds = of.report.delaySeconds === undefined ? undefined : triedMs / 1_000;
    const report = { ...of.report, receivedAtMs: atMs, delaySeconds };
    submit(server, { kind: "report", report, done });
  }

  /** kill -9: what it was about to acknowledge is never acknowledged, what it had not written yet is gone. */
  function killOne(): void {
    const which = dice.below(2);
    servers[which]!.killed = true;
    dying.push(servers[which]!.writer.close());
    servers[which] = newServer();
  }

  async function closeStale(atMs: number): Promise<void> {
    const silentSinceMs = atMs - staleMs;
    for (const session of await store.silentSince(silentSinceMs)) {
      const { sessionId } = session;
      const end = { by: "stale", silentSinceMs, done: () => undefined } as const;
      submit(servers[dice.below(2)]!, { kind: "end", of: session, sessionId, ...end });
    }
  }
}

const isReport = (of: Sent | Reboot): of is Sent => "report" in of;

/** Whoever tells no time leaves only the moment of arrival to order packets by. */
const longestWayMs = (of: Sent | Reboot): number => (isReport(of) && of.report.nasClockMs === undefined ? 900 : 25_000);

const writerOn = (store: WatchedStore, dice: Dice): AccountingWriter =>
  openAccountingWriter({
    store: store.port(),
    table: openSessionTable(),
    openingOf: () => ({ sessionId: newId("session"), currentVersion: 0n }),
    events: {
      batchWritten: () => undefined,
      quarantined: () => undefined,
      failed: () => undefined,
      recovered: () => undefined,
      sessionsWritten: () => undefined,
    },
    mostQueued: 1_000,
    mostInBatch: 1 + dice.below(20),
    pause: () => turn(undefined),
    nowMs: () => 0,
  });
