import { setTimeout as sleep } from "node:timers/promises";
import { newId } from "@beacom/ids";
import { isConnectionLoss, type Sql } from "@beacom/postgres";
import type { ServiceContext } from "@beacom/runtime";
import { sessionsIn } from "#adapters/sessions-postgres";
import { openAccountingWriter, type SessionStore } from "#application/accounting-writer";
import { staleSessionsWith } from "#application/close-stale-sessions";
import type { LocalView } from "#application/local-view";
import { openSessionTable } from "#application/session-table";
import type { RadiusConfig } from "#config";
import type { Session } from "#domain/session";
import type { RadiusMetrics } from "#transport/radius-metrics";

/** Everything between a report and its acknowledgement. `writerSql` is the writer's alone: nothing else may delay a commit. */
export function startAccounting(
  { config, clock, log, metrics }: Pick<ServiceContext<RadiusConfig>, "config" | "clock" | "log" | "metrics">,
  deps: {
    sql: Sql;
    writerSql: Sql;
    view: Pick<LocalView, "subscriberOf">;
    counted: RadiusMetrics;
    sessionsWritten: (sessions: readonly Session[]) => void;
  },
) {
  const nowMs = (): number => clock().getTime();
  const stored = sessionsIn({ sql: deps.sql, now: clock });
  const table = openSessionTable();
  const failures = metrics.gauge("radius_accounting_failing", "1 while accounting cannot be written", ["reason"]);
  let failing: string | undefined;

  /** Once, and again when it is for another reason: not for each try. */
  function failed(err: unknown): void {
    const reason = failureOf(err);
    if (reason === failing) return;
    failing = reason;
    failures.reset();
    failures.set({ reason }, 1);
    log.error({ err, reason }, "accounting cannot be written: nothing is acknowledged");
  }

  const writer = openAccountingWriter({
    store: watched(sessionsIn({ sql: deps.writerSql, now: clock }), failed),
    table,
    openingOf: ({ customerId }) => ({
      sessionId: newId("session", nowMs()),
      currentVersion: (customerId && deps.view.subscriberOf(customerId)?.service?.version) || 0n,
    }),
    mostQueued: 50_000,
    mostInBatch: 500,
    // A turn of the event loop lets every datagram that has arrived join the batch.
    pause: (ms) => (ms > 0 ? sleep(ms) : new Promise((next) => void setImmediate(next))),
    nowMs: () => performance.now(),
    events: {
      batchWritten: (works, seconds) => deps.counted.batch(works, seconds),
      quarantined(err) {
        deps.counted.quarantined();
        log.error({ err }, "an accounting report was set aside");
      },
      failed,
      recovered() {
        failing = undefined;
        failures.reset();
        stale.listeningAgain();
        log.info({}, "accounting is written again");
      },
      sessionsWritten: deps.sessionsWritten,
    },
  });
  const stale = staleSessionsWith({ sessions: stored, writer, staleSeconds: config.staleSeconds, nowMs });
  const clockWasSet = noticeSetting(nowMs);
  return {
    writer,
    closeStale() {
      // By the new time everybody has been silent for a year, or nobody ever.
      if (clockWasSet()) stale.listeningAgain();
      return stale.close();
    },
    /** Sessions that ended this long ago are read from the database, should a report of theirs still come. */
    forgetEnded: async () => table.forgetEndedBefore(nowMs() - 600_000),
  };
}

/** Tells of every call that fails for no fault of its data. */
function watched(store: SessionStore, failed: (error: unknown) => void): SessionStore {
  const telling =
    <Arguments extends unknown[], Answer>(call: (...given: Arguments) => Promise<Answer>) =>
    async (...given: Arguments): Promise<Answer> => {
      try {
        return await call(...given);
      } catch (error) {
        if (!store.refusedData(error)) failed(error);
        throw error;
      }
    };
  return {
    readByKeys: telling((keys) => store.readByKeys(keys)),
    readOpenOfNas: telling((nasId, source) => store.readOpenOfNas(nasId, source)),
    write: telling((batch) => store.write(batch)),
    quarantine: telling((work, reason) => store.quarantine(work, reason)),
    refusedData: (error) => store.refusedData(error),
  };
}

/** In few words, for a metric: PostgreSQL's own codes where it has said one. */
function failureOf(error: unknown): string {
  if (isConnectionLoss(error)) return "database-away";
  const code = typeof error === "object" && error !== null && "code" in error ? String(error.code) : "";
  return reasons[code] ?? (/^[0-9A-Z]{5}$/.test(code) ? `sqlstate-${code}` : "other");
}

const reasons: Readonly<Record<string, string>> = {
  "53100": "disk-full",
  "53200": "out-of-memory",
  "53300": "too-many-connections",
  "58030": "disk-error",
  "25006": "database-read-only",
  XX001: "data-corrupted",
};

/** Whether the clock was set since the last question, by more than it may drift. */
function noticeSetting(nowMs: () => number): () => boolean {
  const difference = (): number => nowMs() - performance.now();
  let known = difference();
  return () => {
    const before = known;
    known = difference();
    return Math.abs(known - before) > 30_000;
  };
}
