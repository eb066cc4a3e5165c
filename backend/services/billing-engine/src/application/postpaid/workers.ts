import { newId } from "@beacom/ids";
import { ok } from "@beacom/result";
import { type LocalDate, localDate } from "@beacom/time";
import { changePostpaid, documentsIn, type PostpaidPorts } from "#application/postpaid/change-postpaid";
import { inFlight } from "#application/postpaid/in-flight";
import { postpaidOf } from "#application/postpaid/postpaid-streams";
import { decideCloseCycles, type Now } from "#domain/postpaid/close-cycle";
import type { PostpaidDecision } from "#domain/postpaid/decision";
import { decideDun } from "#domain/postpaid/dun";
import { decideEarnRevenue } from "#domain/postpaid/earn-revenue";
import type { Postpaid } from "#domain/postpaid/postpaid";
import type { PostpaidEvent } from "#domain/postpaid/postpaid-event";

export type DueCustomer = { readonly customerId: string; readonly dueOn: LocalDate };

/** Whom there is something to do about on a day, in pages: the longest due first, each page after the last of the one before. */
export type DueCustomers = {
  readonly [Work in "toClose" | "toDun" | "toEarn"]: (page: {
    readonly today: LocalDate;
    readonly after: DueCustomer | undefined;
    readonly limit: number;
  }) => Promise<readonly DueCustomer[]>;
};

export type WorkReport = {
  readonly looked: number;
  readonly changed: number;
  readonly invoices: number;
  readonly creditNotes: number;
  readonly steps: number;
  readonly failed: number;
};
export type WorkerPorts = Omit<PostpaidPorts, "done"> & {
  readonly due: DueCustomers;
  /** The operator's: its midnight ends the day. */
  readonly zone: string;
  /** Told of each customer that failed. What it throws, a fault that is not the customer's, ends the run. */
  readonly failed: (customerId: string, error: unknown) => void;
  readonly atOnce?: number;
};
/** Told after each page how far it is. */
export type WorkProgress = (report: WorkReport) => void;
export type WorkerUseCase = (progress?: WorkProgress) => Promise<WorkReport>;

/** Ends the billing cycles that are over. What a crash left undone is still due, so the next run does it, and nothing twice. */
export const closeCyclesWith = (ports: WorkerPorts): WorkerUseCase =>
  worker(ports, ports.due.toClose, decideCloseCycles, keyOfClose);

/** Reminds and restricts whom it is time to. */
export const runDunningWith = (ports: WorkerPorts): WorkerUseCase =>
  worker(ports, ports.due.toDun, decideDun, (customerId) => `postpaid-dun:${customerId}:${newId("entry")}`);

/** Earns the days that have passed, for figures at a month's end. */
export const earnRevenueWith = (ports: WorkerPorts): WorkerUseCase =>
  worker(ports, ports.due.toEarn, decideEarnRevenue, (customerId) => `postpaid-earn:${customerId}:${newId("entry")}`);

function worker(
  ports: WorkerPorts,
  due: DueCustomers["toClose"],
  decide: (state: Postpaid, now: Now) => PostpaidDecision,
  keyOf: (customerId: string, events: readonly PostpaidEvent[]) => string,
): WorkerUseCase {
  const { clock, zone, failed, atOnce = 1_000 } = ports;
  return async (progress) => {
    const today = localDate(clock(), zone);
    const report = { looked: 0, changed: 0, invoices: 0, creditNotes: 0, steps: 0, failed: 0 };
    let onAccount: ReadonlySet<string> = new Set();
    await inFlight<DueCustomer>({
      atOnce,
      async pages(after) {
        const page = await due({ today, after, limit: atOnce });
        const customerIds = page.map(({ customerId }) => customerId);
        const [among] = await Promise.all([
          ports.useOnAccount.among(customerIds),
          ports.streams.preload(customerIds.map(postpaidOf)),
        ]);
        // Those of the page before are still being worked on.
        onAccount = new Set([...onAccount, ...among]);
        return page;
      },
      async work({ customerId }) {
        report.looked += 1;
        try {
          const events = await lookedAfter(customerId, onAccount.has(customerId));
          if (events.length > 0) report.changed += 1;
          const { invoiceIds, creditNoteIds } = documentsIn(events);
          report.invoices += invoiceIds.length;
          report.creditNotes += creditNoteIds.length;
          report.steps += events.filter(({ type }) => type === "DunningStepTaken").length;
        } catch (error) {
          report.failed += 1;
          failed(customerId, error);
        }
      },
      pageDone: () => progress?.({ ...report }),
    });
    return report;
  };

  async function lookedAfter(customerId: string, usesOnAccount: boolean): Promise<readonly PostpaidEvent[]> {
    const change = {
      customerId,
      ...(!usesOnAccount && { usesOnAccount }),
      key: (events: readonly PostpaidEvent[]) => keyOf(customerId, events),
      decide: (state: Postpaid, now: Now) => ok(decide(state, now)),
    };
    const done = await changePostpaid<never>(ports, change);
    if (done.ok && done.value.events.length > 0) return done.value.events;
    // The table says that there is something to do: what is known here may be behind.
    const again = await changePostpaid<never>(ports, { ...change, fresh: true });
    return again.ok ? again.value.events : [];
  }
}

/** A period ends once. */
function keyOfClose(customerId: string, events: readonly PostpaidEvent[]): string {
  const closed = events.find((event) => event.type === "CycleClosed");
  if (!closed) throw new Error(`time changed ${customerId} without a cycle that ended`);
  return `postpaid-close:${customerId}:${closed.closed.from}`;
}
