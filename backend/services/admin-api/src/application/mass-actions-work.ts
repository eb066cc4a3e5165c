import type { Clock } from "@beacom/time";
import type { Act } from "#application/act";
import type { ClaimedCustomer, MassNeighbours, MassRecords, MassWork, Settled } from "#application/mass-actions-ports";
import { outlineOfAction, toldOfCustomer } from "#application/mass-actions-told";
import { decideMassAction, type MassAction, type MassCommand } from "#domain/mass-actions";
import { afterAttempt, type Attempt, keyOfAttempt } from "#domain/mass-actions-attempt";
import { asksForSessions, type CustomerFilter, isChosen } from "#domain/mass-actions-filter";

type Ports = {
  readonly work: MassWork;
  readonly neighbours: MassNeighbours;
  readonly inTransaction: <T>(work: (records: MassRecords) => Promise<T>) => Promise<T>;
  readonly newId: { readonly entry: () => string; readonly claim: () => string };
  readonly clock: Clock;
  readonly failed: (actionId: string, error: unknown) => void;
};
type AtWork = { readonly action: MassAction; readonly act: Act | undefined };

/** Nobody else does what is claimed for so long; an answer takes five seconds at most. */
const claimMs = 60_000;
const claimedAtOnce = 16;

/** Goes on with every action by one step each. Says whether there was anything to do, so that the next step need not wait. */
export const workOnMassActionsWith = (ports: Ports) => async (): Promise<boolean> => {
  const { work, clock, failed } = ports;
  let hasDone = false;
  for (const actionId of await work.lapsed(clock())) await conclude(ports, actionId, { type: "lapse" });
  for (const atWork of await work.actions()) {
    try {
      const { state } = atWork.action.phase;
      const step = state === "preparing" ? await prepareSome(ports, atWork) : await doSome(ports, atWork);
      hasDone ||= step;
    } catch (error) {
      // One action that cannot go on must not keep the others from it.
      failed(atWork.action.actionId, error);
    }
  }
  return hasDone;
};

async function prepareSome(ports: Ports, { action }: AtWork): Promise<boolean> {
  const { work, neighbours } = ports;
  const { actionId } = action;
  const toList = await work.toList(actionId);
  if (toList) {
    const { customerIds, more } = await neighbours.find(toList.filter, toList.after);
    await work.list(actionId, { after: toList.after, customerIds, isLast: !more });
    return true;
  }
  const filter = await work.filterOf(actionId);
  const claimed = await claim(ports, actionId, "looking");
  await Promise.all(claimed.map((customer) => lookAtOne(ports, action, customer, filter)));
  if (claimed.length > 0) return true;
  const tally = await work.tally(actionId);
  return tally !== undefined && (await conclude(ports, actionId, { type: "prepared", tally }));
}

async function doSome(ports: Ports, atWork: AtWork): Promise<boolean> {
  const { actionId } = atWork.action;
  const claimed = await claim(ports, actionId, "waiting");
  await Promise.all(claimed.map((customer) => doToOne(ports, atWork, customer)));
  if (claimed.length > 0) return true;
  return (await ports.work.isDone(actionId)) && (await conclude(ports, actionId, { type: "finish" }));
}

function claim({ work, newId, clock }: Ports, actionId: string, state: "looking" | "waiting") {
  const at = clock();
  const until = new Date(at.getTime() + claimMs);
  return work.claim({ actionId, state }, { by: newId.claim(), at, until, limit: claimedAtOnce });
}

async function lookAtOne(
  ports: Ports,
  action: MassAction,
  customer: ClaimedCustomer,
  filter: CustomerFilter | undefined,
) {
  const { work, clock } = ports;
  let settled: Settled;
  try {
    settled = await looked(ports, action, customer, filter);
  } catch (error) {
    const after = afterAttempt({ outcome: "failed", why: "not-answered" }, customer.attempts, clock());
    ports.failed(action.actionId, error);
    settled =
      after.outcome === "again"
        ? { as: "again", notBefore: after.notBefore, why: "not-answered" }
        : leftOut("not-answered", customer.customerId);
  }
  await work.settle(customer, settled);
}

async function looked(
  { neighbours }: Ports,
  { terms }: MassAction,
  customer: ClaimedCustomer,
  filter: CustomerFilter | undefined,
): Promise<Settled> {
  if (customer.as === "unreadable") return leftOut("not-understood", null);
  const customerId = customer.customerId ?? (await neighbours.customerOfPhone(customer.given)) ?? null;
  if (customerId === null) return leftOut("nobodys-phone", null);
  if (filter && asksForSessions(filter) && !isChosen(filter, await neighbours.lastSeen(customerId)))
    return { as: "not-chosen" };
  const look = await neighbours.lookAt(terms, customerId);
  if (!look.ok) return leftOut(look.error.why, customerId);
  return { as: "waiting", why: "", customerId, costCents: look.value.costCents, doneAt: null };
}

const leftOut = (why: string, customerId: string | null): Settled => ({
  as: "left-out",
  why,
  customerId,
  costCents: 0n,
  doneAt: null,
});

async function doToOne(ports: Ports, { action, act }: AtWork, customer: ClaimedCustomer): Promise<void> {
  const { work, neighbours, clock } = ports;
  const { phase } = action;
  const { customerId } = customer;
  if (phase.state !== "running" || customerId === null || !act) return;
  const key = keyOfAttempt(action.actionId, customerId);
  const who = { customerId, key, by: phase.startedBy, approvedBy: phase.approvedBy };
  let attempt: Attempt;
  try {
    attempt = await neighbours.doTo(action.terms, who);
  } catch (error) {
    ports.failed(action.actionId, error);
    attempt = { outcome: "failed", why: "not-answered" };
  }
  const at = clock();
  const after = afterAttempt(attempt, customer.attempts, at);
  if (after.outcome === "again") {
    await work.settle(customer, {
      as: "again",
      notBefore: after.notBefore,
      why: attempt.outcome === "done" ? "" : attempt.why,
    });
    return;
  }
  const why = after.outcome === "done" ? "" : after.why;
  const { outcome } = after;
  const settled: Settled = { as: outcome, why, customerId, costCents: customer.costCents, doneAt: at };
  const told = toldOfCustomer({ action, act }, { ...customer, customerId }, { outcome, why, at });
  await work.settle(customer, settled, (tell) => tell(told));
}

/** Several workers come to the same end; the first of them writes it down. */
async function conclude(
  ports: Ports,
  actionId: string,
  command: MassCommand & { type: "prepared" | "finish" | "lapse" },
): Promise<boolean> {
  const { inTransaction, newId, clock } = ports;
  return inTransaction(async (records) => {
    const at = clock();
    const before = await records.find(actionId);
    const decided = before && decideMassAction(before, command, at);
    if (!before || !decided?.ok) return false;
    await records.save(decided.value);
    await records.tell({
      act: { who: { kind: "service", id: "admin-api", role: "" }, from: { address: "", userAgent: "" } },
      what: `mass-action.${pastOf[command.type]}`,
      whom: { kind: "mass-action", id: actionId },
      before: outlineOfAction(before),
      after: outlineOfAction(decided.value),
      why: before.reason,
      at,
      entryId: newId.entry(),
    });
    return true;
  });
}

const pastOf = { prepared: "looked-at", finish: "finished", lapse: "lapsed" } as const;
