import { createHash } from "node:crypto";
import { ok, type Result, refuse } from "@beacom/result";
import type { Clock } from "@beacom/time";
import type { Act } from "#application/act";
import type { MassRecords } from "#application/mass-actions-ports";
import { outlineOfAction, outlineOfTerms } from "#application/mass-actions-told";
import {
  type AloneLimits,
  decideMassAction,
  type MassAction,
  type MassCommand,
  type MassRefusal,
} from "#domain/mass-actions";
import { checkFilter, type CustomerFilter, type FilterRefusal } from "#domain/mass-actions-filter";
import { type ListRefusal, readList } from "#domain/mass-actions-list";
import { checkTerms, type MassTerms, type TermsRefusal } from "#domain/mass-actions-terms";

type Ports = {
  readonly inTransaction: <T>(work: (records: MassRecords) => Promise<T>) => Promise<T>;
  readonly newId: { readonly action: () => string; readonly entry: () => string };
  readonly limitsNow: () => Promise<AloneLimits>;
  /** There is something to do. */
  readonly wake: () => void;
  readonly clock: Clock;
};

export type PrepareRefusal =
  | TermsRefusal
  | ListRefusal
  | FilterRefusal
  | { readonly kind: "reason-missing" | "reason-too-long" | "idempotency-key-missing" | "idempotency-key-reused" };
export type PrepareMassAction = (command: {
  readonly terms: MassTerms;
  readonly who: { readonly pasted: string } | { readonly filter: CustomerFilter };
  readonly reason: string;
  readonly idempotencyKey: string;
  readonly act: Act;
}) => Promise<Result<MassAction, PrepareRefusal>>;

const longestReason = 1_000;

/** Writes down what is to be done to whom. Nothing is done yet: everybody is looked at first. */
export const prepareMassActionWith =
  ({ inTransaction, newId, wake, clock }: Ports): PrepareMassAction =>
  async ({ terms, who, reason, idempotencyKey, act }) => {
    const checked = checkTerms(terms);
    if (!checked.ok) return checked;
    const chosen = "pasted" in who ? named(who.pasted) : filtered(who.filter);
    if (!chosen.ok) return chosen;
    const why = reason.trim();
    if (why === "") return refuse({ kind: "reason-missing" });
    if (why.length > longestReason) return refuse({ kind: "reason-too-long" });
    if (idempotencyKey === "") return refuse({ kind: "idempotency-key-missing" });
    const at = clock();
    const action: MassAction = {
      actionId: newId.action(),
      terms: checked.value,
      reason: why,
      askedBy: act.who.id,
      askedAt: at,
      phase: { state: "preparing" },
    };
    const key = `${act.who.id}:${idempotencyKey}`;
    const asked = fingerprintOf({ terms: action.terms, who, why });
    const prepared = await inTransaction(async (records) => {
      if (!(await records.prepare(action, chosen.value, { key, asked }))) {
        const before = await records.preparedAs(key);
        return before?.asked === asked ? ok(before.action) : refuse({ kind: "idempotency-key-reused" } as const);
      }
      await records.tell({
        act,
        what: "mass-action.prepared",
        whom: { kind: "mass-action", id: action.actionId },
        before: null,
        after: { ...outlineOfAction(action), ...outlineOfTerms(action.terms) },
        why,
        at,
        entryId: newId.entry(),
      });
      return ok(action);
    });
    if (prepared.ok) wake();
    return prepared;
  };

const fingerprintOf = (request: object): string =>
  createHash("sha256")
    .update(JSON.stringify(request, (_, part: unknown) => (typeof part === "bigint" ? `${part}n` : part)))
    .digest("hex");

function named(pasted: string) {
  const list = readList(pasted);
  return list.ok ? ok({ named: list.value }) : list;
}
function filtered(filter: CustomerFilter) {
  const checked = checkFilter(filter);
  return checked.ok ? ok({ filter: checked.value }) : checked;
}

export type DecideRefusal = MassRefusal | { readonly kind: "mass-action-unknown" };
export type DecideMassAction = (command: {
  readonly actionId: string;
  readonly type: "start" | "approve" | "decline" | "pause" | "resume" | "cancel";
  readonly act: Act;
}) => Promise<Result<MassAction, DecideRefusal>>;

const dayMs = 86_400_000;

/** What a person decides about an action. */
export const decideMassActionWith =
  ({ inTransaction, newId, limitsNow, wake, clock }: Ports): DecideMassAction =>
  async ({ actionId, type, act }) => {
    const limits = type === "start" ? await limitsNow() : undefined;
    const decided = await inTransaction(async (records) => {
      const at = clock();
      const by = act.who.id;
      const before = await records.find(actionId);
      if (!before) return refuse({ kind: "mass-action-unknown" } as const);
      const command: MassCommand =
        type === "start" && limits
          ? { type, by, limits, usedAlone: await records.usedAlone(by, new Date(at.getTime() - dayMs)) }
          : { type: type as Exclude<typeof type, "start">, by };
      const next = decideMassAction(before, command, at);
      if (!next.ok) return next;
      const { phase } = next.value;
      await records.save(next.value, type === "start" ? { act, at } : undefined);
      await records.tell({
        act,
        what: phase.state === "awaiting-approval" ? "mass-action.approval-asked" : `mass-action.${pastOf[type]}`,
        whom: { kind: "mass-action", id: actionId },
        before: outlineOfAction(before),
        after: outlineOfAction(next.value),
        why: before.reason,
        at,
        entryId: newId.entry(),
      });
      return next;
    });
    if (decided.ok) wake();
    return decided;
  };

const pastOf = {
  start: "started",
  approve: "approved",
  decline: "declined",
  pause: "paused",
  resume: "resumed",
  cancel: "cancelled",
} as const;
