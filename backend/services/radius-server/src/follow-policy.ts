import { zoneOffsetMs } from "@beacom/time";
import type { Sql } from "@beacom/postgres";
import type { ServiceContext } from "@beacom/runtime";
import { policyDocumentsIn } from "#adapters/policy-postgres";
import type { Sealing } from "#adapters/sealing";
import { viewRowsIn } from "#adapters/view-rows-postgres";
import { accessAttributesWith } from "#application/access-attributes";
import { followView } from "#application/follow-view";
import { readPolicyFrom } from "#application/keep-policy";
import { openLocalView } from "#application/local-view";
import type { RadiusConfig } from "#config";

const halfHourMs = 1_800_000;

/** Everything that answers come from, in memory, and what keeps it true. */
export async function followPolicy(
  { config, log }: Pick<ServiceContext<RadiusConfig>, "config" | "log">,
  { sql, sealing }: { sql: Sql; sealing: Sealing },
) {
  const documents = policyDocumentsIn({ sql });
  const view = openLocalView({
    open: (sealed, keyId, customerId) => sealing.open({ sealed, keyId }, customerId),
  });
  const rows = viewRowsIn({
    sql,
    sealing,
    readPolicy: () =>
      readPolicyFrom(documents, (kind, name, problems) => log.warn({ kind, name, problems }, "policy cannot be used")),
  });
  const startedMs = performance.now();
  const follower = await followView({
    view,
    rows,
    everyMs: 30_000,
    pause: (ms) => new Promise((next) => void (ms > 0 ? setTimeout(next, ms).unref() : setImmediate(next))),
    failed: (err) => log.warn({ err }, "local view is not updated"),
    recovered: () => log.info({}, "local view is updated again"),
    policyChanged: () => undefined,
  });
  void follower.whole.then(() => {
    if (!view.isWhole()) return;
    const seconds = Math.round((performance.now() - startedMs) / 100) / 10;
    const { rss } = process.memoryUsage();
    log.info({ ...view.size(), seconds, memoryMegabytes: Math.round(rss / 1e6) }, "every subscriber is known");
  });

  const localOffsetMs = offsetOf(config.zone);
  const attributes = accessAttributesWith({
    view,
    defaults: config,
    localOffsetMs,
    broken: ([name, value], err) => log.warn({ err, name, value }, "an attribute of the policy cannot be sent"),
  });
  return { documents, view, rows, follower, attributes, localOffsetMs };
}

/** How far the operator's zone is ahead of UTC. Zones change at halves of an hour at most; asking for each login would be dear. */
function offsetOf(zone: string): (atMs: number) => number {
  let known = { half: Number.NaN, ms: 0 };
  return (atMs) => {
    const half = Math.floor(atMs / halfHourMs);
    if (half !== known.half) known = { half, ms: zoneOffsetMs(new Date(atMs), zone) };
    return known.ms;
  };
}
