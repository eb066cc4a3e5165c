import { setTimeout as sleep } from "node:timers/promises";
import type { Sql } from "@beacom/postgres";
import type { Secret } from "@beacom/radius";
import type { ServiceContext } from "@beacom/runtime";
import { deviceApisWith } from "#adapters/device-apis-routeros";
import { dynamicAuthorizationsIn } from "#adapters/dynamic-authorizations-postgres";
import { openNasDialogue } from "#adapters/nas-dialogue";
import type { AccessAttributes } from "#application/access-attributes";
import { openSessionAuthorizer } from "#application/authorize-sessions";
import type { LocalView } from "#application/local-view";
import { openPace } from "#application/pace";
import { changesWantedWith } from "#application/want-changes";
import { retransmissionPlan } from "#domain/retransmission";
import type { Session } from "#domain/session";
import type { RadiusMetrics } from "#transport/radius-metrics";

/** Everything between a changed service and the answer of the NAS. */
export function startLiveChanges(
  { clock, log }: Pick<ServiceContext<never>, "clock" | "log">,
  deps: {
    sql: Sql;
    view: LocalView;
    attributes: AccessAttributes;
    counted: RadiusMetrics;
    devicePassword: (nasId: string) => Promise<string | undefined>;
    notFound: (session: Session) => void;
    radsec: { isConnected(nasId: string): boolean; send(nasId: string, bytes: Uint8Array): boolean };
    radsecSecret: Secret;
  },
) {
  const { view, counted, attributes } = deps;
  // Longer than any exchange takes.
  const wanted = dynamicAuthorizationsIn({ sql: deps.sql, leaseSeconds: 90 });
  const dialogue = openNasDialogue({
    chance: Math.random,
    nowMs: () => clock().getTime(),
    vendorFormats: () => view.policy().dictionary.vendorFormats,
    dropped: (reason) => counted.dropped("coa", reason, "nas"),
    radsec: deps.radsec,
    radsecSecret: deps.radsecSecret,
  });
  const pause = (ms: number): Promise<void> => sleep(ms, undefined, { ref: false });
  const authorizer = openSessionAuthorizer({
    wanted,
    view,
    attributes,
    dialogue,
    devices: deviceApisWith({ devicePassword: deps.devicePassword, timeoutMs: 5_000 }),
    outOfReach: () =>
      view.nasTable
        .all()
        .filter(({ nas }) => nas.network === undefined && nas.coaAddress === undefined)
        .map(({ nas }) => nas.nasId)
        .filter((nasId) => !deps.radsec.isConnected(nasId)),
    turn: openPace({ nowMs: () => performance.now(), pause }),
    clock,
    pause,
    plan: retransmissionPlan,
    silentPlan: { firstWaitMs: 1_500, mostWaitMs: 2_000, mostAttempts: 2, mostTotalMs: 3_500 },
    // A person waits for this one, and calls have five seconds.
    byHandPlan: { firstWaitMs: 600, mostWaitMs: 2_000, mostAttempts: 3, mostTotalMs: 4_000 },
    mostUnderWay: 512,
    mostPerNas: 128,
    everyMs: 5_000,
    finished({ session, serviceVersion }, kind, { outcome, errorCause, attempts, detail }) {
      counted.dynamicAuthorization(kind, outcome);
      const fields = { kind, sessionId: session.sessionId, serviceVersion, outcome, errorCause, attempts, detail };
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
    receiveOverRadsec: (nasId: string, bytes: Uint8Array): void => dialogue.receiveOverRadsec(nasId, bytes),
    /** Sessions that enforce an older service than their customer has. */
    check: (sessions: readonly Session[]) => behind.check(sessions),
    async close() {
      await authorizer.close();
      dialogue.close();
    },
  };
}
