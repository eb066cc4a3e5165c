import type { Sql } from "@beacom/postgres";
import type { ServiceContext } from "@beacom/runtime";
import { dynamicAuthorizationsIn } from "#adapters/dynamic-authorizations-postgres";
import { openNasDialogue } from "#adapters/nas-dialogue-udp";
import { openSessionAuthorizer } from "#application/authorize-sessions";
import type { LocalView } from "#application/local-view";
import { changesWantedWith } from "#application/want-changes";
import { retransmissionPlan } from "#domain/retransmission";
import type { Session } from "#domain/session";
import type { RadiusMetrics } from "#transport/radius-metrics";

/** Everything between a changed service and the answer of the NAS. */
export function startLiveChanges(
  { clock, log }: Pick<ServiceContext<never>, "clock" | "log">,
  deps: { sql: Sql; view: LocalView; counted: RadiusMetrics; notFound: (session: Session) => void },
) {
  const { view, counted } = deps;
  // Longer than any exchange takes.
  const wanted = dynamicAuthorizationsIn({ sql: deps.sql, leaseSeconds: 90 });
  const dialogue = openNasDialogue({
    view,
    chance: Math.random,
    nowMs: () => clock().getTime(),
    dropped: (reason) => counted.dropped("coa", reason, "nas"),
  });
  const authorizer = openSessionAuthorizer({
    wanted,
    dialogue,
    clock,
    plan: retransmissionPlan,
    // A person waits for this one, and calls have five seconds.
    byHandPlan: { firstWaitMs: 600, mostWaitMs: 2_000, mostAttempts: 3, mostTotalMs: 4_000 },
    mostUnderWay: 512,
    everyMs: 5_000,
    finished({ kind, session, serviceVersion }, { outcome, errorCause, attempts }) {
      counted.dynamicAuthorization(kind, outcome);
      const fields = { kind, sessionId: session.sessionId, serviceVersion, outcome, errorCause, attempts };
      if (outcome === "acknowledged") log.info(fields, "dynamic authorization done");
      else log.warn(fields, "dynamic authorization failed");
    },
    notFound: deps.notFound,
    failed: (err) => log.warn({ err }, "dynamic authorizations cannot be sent or recorded"),
  });
  const behind = changesWantedWith({
    view,
    wanted,
    clock,
    failed: (err) => log.warn({ err }, "cannot ask for a change"),
  });
  return {
    authorizer,
    /** Sessions that enforce an older service than their customer has. */
    check: (sessions: readonly Session[]) => behind.check(sessions),
    async close() {
      await authorizer.close();
      dialogue.close();
    },
  };
}
