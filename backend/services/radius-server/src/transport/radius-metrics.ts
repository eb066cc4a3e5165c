import type { Logger, Metrics } from "@beacom/runtime";

export type RequestType = "access" | "accounting" | "status";
export type RequestResult = "accepted" | "rejected" | "challenged" | "acknowledged" | "duplicate" | "dropped";

/** What the service counts. Children of labelled metrics are kept, because finding them costs more than counting. */
export type RadiusMetrics = {
  request(type: RequestType, result: RequestResult): void;
  answered(type: RequestType, seconds: number): void;
  rejected(reason: string): void;
  /** Without an answer: counted each time, logged now and then. */
  dropped(type: RequestType | "coa" | "proxy" | "radsec" | "inbox", reason: string, source: string): void;
  accountingIgnored(reason: string): void;
  batch(works: number, seconds: number): void;
  quarantined(): void;
  /** A login that the store should have counted or given an address to, and did not answer for. */
  admittedWithoutStore(): void;
  poolEmpty(pool: string): void;
  /** A report for another operator: delivered, no-answer or gone. */
  relayed(delivery: string): void;
  dynamicAuthorization(kind: string, outcome: string): void;
};

export function radiusMetrics(options: { metrics: Metrics; log: Logger; nowMs: () => number }): RadiusMetrics {
  const { metrics, log } = options;
  const requests = metrics.counter("radius_requests_total", "RADIUS requests by type and result", ["type", "result"]);
  const rejects = metrics.counter("radius_rejects_total", "Access-Rejects by reason", ["reason"]);
  const drops = metrics.counter("radius_drops_total", "Packets that got no answer, by reason", ["reason"]);
  const ignored = metrics.counter("radius_accounting_ignored_total", "Acknowledged without effect", ["reason"]);
  const seconds = metrics.histogram("radius_answer_seconds", "From receiving a request to its answer", ["type"]);
  const batchSizes = metrics.histogram("radius_batch_size", "Accounting reports in one commit", [], batchSizeBuckets);
  const batchSeconds = metrics.histogram("radius_batch_seconds", "Duration of an accounting commit");
  const quarantines = metrics.counter("radius_quarantined_total", "Accounting reports that were set aside");
  const withoutStore = metrics.counter("radius_admitted_without_store_total", "Logins that memory alone admitted");
  const relays = metrics.counter("radius_relayed_reports_total", "Reports for other operators", ["outcome"]);
  const emptyPools = metrics.counter("radius_pool_empty_total", "Logins that found no address in a pool", ["pool"]);
  const dynamic = metrics.counter("radius_dynamic_authorizations_total", "CoA and Disconnect", ["kind", "outcome"]);

  const child = <Child>(make: (name: string) => Child): ((name: string) => Child) => {
    const known = new Map<string, Child>();
    return (name) => {
      let found = known.get(name);
      if (found === undefined) known.set(name, (found = make(name)));
      return found;
    };
  };
  const requestOf = child((name) => {
    const [type = "", result = ""] = name.split(" ");
    return requests.labels(type, result);
  });
  const secondsOf = child((type) => seconds.labels(type));
  const tellDrop = dropLog(log, options.nowMs);
  return {
    request: (type, result) => requestOf(`${type} ${result}`).inc(),
    answered: (type, elapsed) => secondsOf(type).observe(elapsed),
    rejected: (reason) => rejects.inc({ reason }),
    dropped(type, reason, source) {
      if (type === "access" || type === "accounting" || type === "status") requestOf(`${type} dropped`).inc();
      drops.inc({ reason });
      tellDrop(reason, source);
    },
    accountingIgnored: (reason) => ignored.inc({ reason }),
    batch(works, elapsed) {
      batchSizes.observe(works);
      batchSeconds.observe(elapsed);
    },
    quarantined: () => quarantines.inc(),
    admittedWithoutStore: () => withoutStore.inc(),
    relayed: (outcome) => relays.inc({ outcome }),
    poolEmpty: (pool) => emptyPools.inc({ pool }),
    dynamicAuthorization: (kind, outcome) => dynamic.inc({ kind, outcome }),
  };
}

const batchSizeBuckets = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024];
const quietMs = 60_000;
const mostSources = 1_000;

/** The first drop of a source for a reason, then one line a minute with how many there were: a flood must not fill the log too. */
function dropLog(log: Logger, nowMs: () => number): (reason: string, source: string) => void {
  let told = new Map<string, { atMs: number; since: number }>();
  return (reason, source) => {
    const key = `${reason} ${source}`;
    const before = told.get(key);
    const now = nowMs();
    if (before && now - before.atMs < quietMs) {
      before.since++;
      return;
    }
    if (told.size >= mostSources) told = new Map();
    told.set(key, { atMs: now, since: 0 });
    log.warn({ reason, source, droppedBefore: before?.since ?? 0 }, "packet dropped");
  };
}
