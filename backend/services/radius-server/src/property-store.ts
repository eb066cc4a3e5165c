import { setImmediate as turn } from "node:timers/promises";
import type { Sql } from "@beacom/postgres";
import { SessionsReportedSchema } from "@beacom/proto/radius/v1/radius";
import { ok, refuse } from "@beacom/result";
import { fromJsonString } from "@bufbuild/protobuf";
import { type SessionRow, sessionOf } from "#adapters/session-row";
import { sessionsIn } from "#adapters/sessions-postgres";
import type { SessionChange } from "#application/accounting-batch";
import type { SessionStore } from "#application/accounting-writer";
import { keyOf, mostPerKey } from "#application/session-table";
import type { Session } from "#domain/session";
import type { Dice } from "#property-histories";

/** A store with a look behind it. */
export type WatchedStore = {
  /** As one of the servers reaches it. */
  port(): SessionStore;
  silentSince(atMs: number): Promise<readonly Session[]>;
  /** While it is away calls fail, some of them after their work was done: as with a database that was killed. */
  away(is: boolean): void;
  outcome(): Promise<Outcome>;
};

export type Outcome = {
  readonly sessions: readonly Session[];
  /** The totals that followers were told of each session, in order. */
  readonly told: ReadonlyMap<string, readonly bigint[]>;
  /** What must hold at every moment, and did not. */
  readonly broken: readonly string[];
};

/**
 * Sessions in memory under the rules of the real store: revisions, all or nothing, one open session a key. It answers after as many turns of
 * the event loop as the dice say, so that servers meet in it.
 */
export function storeInMemory(dice: Dice, { slow }: { slow: boolean }): WatchedStore {
  const sessions = new Map<string, Session>();
  const told = new Map<string, bigint[]>();
  const broken: string[] = [];
  const way = unsafeWay(dice, slow && dice.happens(0.2) ? 20 : 1);

  const newestUnder = (key: string): Session[] =>
    [...sessions.values()]
      .filter((session) => keyOf(session) === key)
      .toSorted((a, b) => b.startedAtMs - a.startedAtMs)
      .slice(0, mostPerKey);

  function write(changes: readonly SessionChange[]) {
    const moved = changes.some(({ before, session }) => sessions.get(session.sessionId)?.revision !== before?.revision);
    const begunElsewhere = changes.some(
      ({ among, session }) =>
        among &&
        newestUnder(keyOf(session)).some(
          (there) =>
            !among.some(({ sessionId, revision }) => sessionId === there.sessionId && revision === there.revision),
        ),
    );
    if (moved || begunElsewhere)
      return refuse({ kind: "moved" as const, sessionIds: new Set(changes.map(({ session }) => session.sessionId)) });
    for (const change of changes) keep(change);
    for (const { session } of changes) {
      const open = newestUnder(keyOf(session)).filter(({ end }) => !end);
      if (open.length > 1) broken.push(`two sessions are open under ${keyOf(session)}`);
    }
    return ok(undefined);
  }

  function keep({ session, told: news }: SessionChange): void {
    const former = sessions.get(session.sessionId);
    if (former && session.down.total < former.down.total) broken.push(`the total of ${session.sessionId} fell`);
    if (former?.end?.by === "nas" && session.end?.by !== "nas") broken.push(`${session.sessionId} outlived its Stop`);
    sessions.set(session.sessionId, session);
    if (news) told.set(session.sessionId, [...(told.get(session.sessionId) ?? []), session.down.total]);
  }

  return {
    port: () => ({
      readByKeys: (keys) => way.over(async () => [...new Set(keys.map(keyOf))].flatMap(newestUnder)),
      readOpenOfNas: (nasId) =>
        way.over(async () => [...sessions.values()].filter((session) => session.nasId === nasId && !session.end)),
      write: ({ changes }) => way.over(async () => write(changes)),
      async quarantine(_, reason) {
        broken.push(`a good report was set aside: ${reason}`);
      },
      refusedData: () => false,
    }),
    silentSince: async (atMs) =>
      [...sessions.values()].filter((session) => !session.end && session.lastReportAtMs <= atMs),
    away: way.away,
    outcome: async () => ({ sessions: [...sessions.values()], told, broken }),
  };
}

/** The real one. Histories of one database keep apart by their NASes. */
export function storeInPostgres(dice: Dice, { connections, nasPrefix }: { connections: Sql[]; nasPrefix: string }) {
  const way = unsafeWay(dice, 1);
  const sql = connections[0]!;
  const now = (): Date => new Date();
  const watching = sessionsIn({ sql, now });
  let ports = 0;
  return {
    port(): SessionStore {
      const real = sessionsIn({ sql: connections[ports++ % connections.length]!, now });
      return {
        readByKeys: (keys) => way.over(() => real.readByKeys(keys)),
        readOpenOfNas: (nasId, source) => way.over(() => real.readOpenOfNas(nasId, source)),
        write: (batch) => way.over(() => real.write(batch)),
        quarantine: (work, reason) => real.quarantine(work, reason),
        refusedData: (error) => real.refusedData(error),
      };
    },
    silentSince: async (atMs: number) =>
      (await watching.readSilentSince(atMs, Date.UTC(2100, 0, 1))).filter(({ nasId }) => nasId.startsWith(nasPrefix)),
    away: way.away,
    async outcome(): Promise<Outcome> {
      const rows = await sql<SessionRow[]>`select * from sessions where starts_with(nas_id, ${nasPrefix})`;
      const sessions = rows.map(sessionOf);
      const aside = await sql<{ reason: string }[]>`
        select reason from quarantined_reports where starts_with(nas_id, ${nasPrefix})`;
      const broken = aside.map(({ reason }) => `a good report was set aside: ${reason}`);
      return { sessions, told: await toldOf(sql, new Set(sessions.map(({ sessionId }) => sessionId))), broken };
    },
  } satisfies WatchedStore;
}

async function toldOf(sql: Sql, sessionIds: ReadonlySet<string>): Promise<Map<string, bigint[]>> {
  const told = new Map<string, bigint[]>();
  const rows = await sql<{ json: string }[]>`
    select json from outbox where type = ${SessionsReportedSchema.typeName} order by position`;
  for (const { json } of rows) {
    for (const { sessionId, octetsDown } of fromJsonString(SessionsReportedSchema, json).reports) {
      if (sessionIds.has(sessionId)) told.set(sessionId, [...(told.get(sessionId) ?? []), octetsDown]);
    }
  }
  return told;
}

function unsafeWay(dice: Dice, slowness: number) {
  let isAway = false;
  const some = async (most: number): Promise<void> => {
    for (let turns = dice.below(most * slowness); turns > 0; turns--) await turn();
  };
  return {
    away: (is: boolean): void => {
      isAway = is;
    },
    async over<T>(work: () => Promise<T>): Promise<T> {
      await some(4);
      if (isAway) throw new Error("away");
      const answer = await work();
      await some(3);
      // Committed, and nobody heard of it.
      if (isAway) throw new Error("away before the answer came");
      return answer;
    },
  };
}
