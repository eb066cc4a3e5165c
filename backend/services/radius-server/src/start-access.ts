import { setTimeout as sleep } from "node:timers/promises";
import { newId } from "@beacom/ids";
import type { Sql } from "@beacom/postgres";
import type { ServiceContext } from "@beacom/runtime";
import { addressStockIn } from "#adapters/address-pools-postgres";
import { admissionsIn } from "#adapters/admissions-postgres";
import { firstLoginsIn } from "#adapters/first-logins-postgres";
import type { AccessAttributes } from "#application/access-attributes";
import { openAddressStock } from "#application/address-stock";
import { admitLoginsWith } from "#application/admit-logins";
import type { ViewRows } from "#application/follow-view";
import type { LocalView } from "#application/local-view";
import { type LogIn, logInWith } from "#application/log-in";
import type { Subscriber } from "#domain/subscriber";
import type { RadiusMetrics } from "#transport/radius-metrics";

/** Everything between an Access-Request and its answer that memory alone cannot decide. */
export function startAccess(
  { log }: Pick<ServiceContext<never>, "log">,
  deps: {
    sql: Sql;
    view: LocalView;
    rows: Pick<ViewRows, "find">;
    attributes: AccessAttributes;
    counted: RadiusMetrics;
    processId: string;
    /** Sessions that have to leave for a newer one. */
    leave: (sessionIds: readonly string[]) => void;
  },
): {
  logIn: LogIn;
  find: (login: { username: string; mac: string | undefined }) => Promise<Subscriber | undefined>;
  refillStock: () => Promise<void>;
  close: () => Promise<void>;
} {
  const { sql, view, counted } = deps;
  const stock = openAddressStock({ store: addressStockIn({ sql, processId: deps.processId }), perPool: 64 });
  const pause = (ms: number): Promise<void> =>
    ms > 0 ? sleep(ms, undefined, { ref: false }) : new Promise((next) => void setImmediate(next));
  const admit = admitLoginsWith({
    store: admissionsIn({ sql }),
    newClaimId: () => newId("claim"),
    withoutStore(request) {
      counted.admittedWithoutStore();
      return { kind: "admitted", claimId: request.claimId, assigned: stock.take(request) };
    },
    leave: deps.leave,
    poolEmpty(pool) {
      counted.poolEmpty(pool);
      log.warn({ pool }, "an address pool is empty");
    },
    failed: (err) => log.warn({ err }, "logins are admitted from memory"),
    pause,
    patienceMs: 1_500,
    prepared: 500,
  });
  const firstLogins = firstLoginsIn({ sql });
  async function find(login: { username: string; mac: string | undefined }): Promise<Subscriber | undefined> {
    const found = await deps.rows.find(login);
    if (found === undefined) return undefined;
    view.putSubscribers([found]);
    return view.subscriberOf(found.customerId);
  }
  const logIn = logInWith({
    view,
    attributes: deps.attributes,
    find,
    async admit(request) {
      const admission = await admit(request);
      if (admission.kind === "admitted") stock.remember(request, admission.assigned);
      return admission;
    },
    firstLogin({ customerId }, atMs) {
      firstLogins.write(customerId, new Date(atMs)).catch((err: unknown) => {
        // Asked for again at the next login; until then the session's own limit holds.
        log.warn({ err, customerId }, "a first login is not written down");
      });
    },
  });
  return { logIn, find, refillStock: () => stock.refill(), close: () => stock.close() };
}
