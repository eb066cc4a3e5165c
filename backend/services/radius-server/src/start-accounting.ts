import { setTimeout as sleep } from "node:timers/promises";
import { newId } from "@beacom/ids";
import type { Sql } from "@beacom/postgres";
import type { ServiceContext } from "@beacom/runtime";
import { sessionsIn } from "#adapters/sessions-postgres";
import { openAccountingWriter } from "#application/accounting-writer";
import { staleSessionsWith } from "#application/close-stale-sessions";
import type { LocalView } from "#application/local-view";
import { openSessionTable } from "#application/session-table";
import type { RadiusConfig } from "#config";
import type { Session } from "#domain/session";
import type { RadiusMetrics } from "#transport/radius-metrics";

/** Everything between a report and its acknowledgement. `writerSql` is the writer's alone: nothing else may delay a commit. */
export function startAccounting(
  { config, clock, log }: Pick<ServiceContext<RadiusConfig>, "config" | "clock" | "log">,
  deps: {
    sql: Sql;
    writerSql: Sql;
    view: LocalView;
    counted: RadiusMetrics;
    sessionsWritten: (sessions: readonly Session[]) => void;
  },
) {
  const nowMs = (): number => clock().getTime();
  const stored = sessionsIn({ sql: deps.sql, now: clock });
  const table = openSessionTable();

  const writer = openAccountingWriter({
    store: sessionsIn({ sql: deps.writerSql, now: clock }),
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
      failed: (err) => log.error({ err }, "accounting cannot be written: nothing is acknowledged"),
      recovered() {
        stale.listeningAgain();
        log.info({}, "accounting is written again");
      },
      sessionsWritten: deps.sessionsWritten,
    },
  });
  const stale = staleSessionsWith({ sessions: stored, writer, staleSeconds: config.staleSeconds, nowMs });
  return {
    writer,
    closeStale: () => stale.close(),
    /** Sessions that ended this long ago are read from the database, should a report of theirs still come. */
    forgetEnded: async () => table.forgetEndedBefore(nowMs() - 600_000),
  };
}
