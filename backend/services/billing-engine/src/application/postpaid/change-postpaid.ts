import { ok, type Result, refuse } from "@beacom/result";
import type { Clock } from "@beacom/time";
import { accountOf } from "#application/accounts";
import type { CommandsDone } from "#application/command-once";
import type { PostpaidPolicies } from "#application/postpaid/policies";
import { postpaidOf } from "#application/postpaid/postpaid-streams";
import type { Streams } from "#application/streams";
import type { Account } from "#domain/account";
import type { Decision } from "#domain/decision";
import { usageBroughtIn } from "#domain/postpaid/bring-in-usage";
import type { Now } from "#domain/postpaid/close-cycle";
import type { PostpaidDecision } from "#domain/postpaid/decision";
import type { Postpaid } from "#domain/postpaid/postpaid";
import type { PostpaidEvent } from "#domain/postpaid/postpaid-event";
import { decideRestrictService } from "#domain/restrict-service";

/** What was used on account, out of bundle, and is on no invoice yet. */
export type UseOnAccount = {
  /** Those of these customers who have any. */
  among(customerIds: readonly string[]): Promise<ReadonlySet<string>>;
};

export type PostpaidPorts = {
  readonly streams: Streams;
  readonly useOnAccount: UseOnAccount;
  readonly policies: PostpaidPolicies;
  readonly done: CommandsDone;
  readonly clock: Clock;
};
export type NotBilled = { readonly kind: "not-billed" };

export type PostpaidChange<Refusal> = {
  readonly customerId: string;
  readonly key: string | ((events: readonly PostpaidEvent[]) => string);
  readonly fresh?: true;
  readonly traceparent?: string;
  /** What stands for the arguments of a command that somebody gave. */
  readonly asked?: string;
  /** False, if that is known: nothing was used on account, so that the end of a cycle does not need the account. */
  readonly usesOnAccount?: false;
  readonly decide: (state: Postpaid, now: Now) => Result<PostpaidDecision, Refusal>;
};

/**
 * Decides on one customer. Only when it changes what he may use, or ends a cycle in which something was used on account, is his account
 * part of the command, so that the many commands that do neither need not read it.
 */
export async function changePostpaid<Refusal extends { readonly kind: string }>(
  ports: Omit<PostpaidPorts, "done">,
  change: PostpaidChange<Refusal>,
): Promise<Result<PostpaidDecision, Refusal | NotBilled | { readonly kind: "command-repeated" }>> {
  const { streams, policies, clock } = ports;
  const { customerId, key } = change;
  const decide = (state: Postpaid | undefined): Result<PostpaidDecision, Refusal | NotBilled> =>
    state
      ? change.decide(state, { policy: policies.of(state.profile.segment), at: clock() })
      : refuse({ kind: "not-billed" });
  const own = { postpaid: postpaidOf(customerId) };
  const alone = await streams.change<typeof own, Refusal | NotBilled | typeof needsAccount | typeof endsCycle>({
    key: keyed(key),
    read: own,
    ...(change.fresh && { fresh: true }),
    ...(change.traceparent && { traceparent: change.traceparent }),
    decide({ postpaid }) {
      const decided = decide(postpaid);
      if (!decided.ok) return decided;
      const { events, state } = decided.value;
      if (events.some(({ type }) => type === "ServiceRestrictionChanged")) return refuse(needsAccount);
      if (change.usesOnAccount !== false && events.some(({ type }) => type === "CycleClosed")) return refuse(endsCycle);
      return ok({ events: { postpaid: remembering(events, change.asked) }, after: { postpaid: state } });
    },
  });
  if (alone.ok) return ok(decisionOf(alone.value));
  if (alone.error.kind === endsCycle.kind) {
    const among = await ports.useOnAccount.among([customerId]);
    if (!among.has(customerId)) return changePostpaid(ports, { ...change, usesOnAccount: false });
  } else if (alone.error.kind !== needsAccount.kind) return { ok: false, error: alone.error as Refusal };
  // The account before the customer, whose last event is then the command's and remembers what was asked for.
  const both = { account: accountOf(customerId), ...own };
  const together = await streams.change<typeof both, Refusal | NotBilled>({
    key: keyed(key),
    read: both,
    // An account that is not written is not checked for being behind: it might seem not to be restricted and stay so for good.
    fresh: true,
    ...(change.traceparent && { traceparent: change.traceparent }),
    decide({ postpaid, account }) {
      const at = clock();
      const before =
        postpaid && account && usageBroughtIn(postpaid, account, { policy: policies.of(postpaid.profile.segment), at });
      const decided = decide(before?.postpaid.state ?? postpaid);
      if (!decided.ok) return decided;
      const { state } = decided.value;
      const events = [...(before?.postpaid.events ?? []), ...decided.value.events];
      const used = before?.account;
      const restricted = used && serviceOf(used.account, decided.value.events, at);
      const changed = [...(used?.events ?? []), ...(restricted?.events ?? [])];
      return ok({
        events: { account: changed, postpaid: remembering(events, change.asked) },
        after: { postpaid: state, ...(used && changed.length > 0 && { account: (restricted ?? used).account }) },
      });
    },
  });
  return together.ok ? ok(decisionOf(together.value)) : together;
}

/** The events of a command, the last of which remembers what was asked for. */
export function remembering(events: readonly PostpaidEvent[], asked: string | undefined): readonly PostpaidEvent[] {
  const last = events.at(-1);
  return last && asked !== undefined ? [...events.slice(0, -1), { ...last, asked }] : events;
}

const needsAccount = { kind: "account-needed" } as const;
const endsCycle = { kind: "cycle-ends" } as const;

const keyed = (key: PostpaidChange<never>["key"]) => (events: { readonly postpaid?: readonly PostpaidEvent[] }) =>
  typeof key === "string" ? key : key(events.postpaid ?? []);

const decisionOf = (carried: {
  readonly events: { readonly postpaid?: readonly PostpaidEvent[] };
  readonly states: { readonly postpaid: Postpaid | undefined };
}): PostpaidDecision => ({ events: carried.events.postpaid ?? [], state: carried.states.postpaid! });

/** What a customer owes decides what he may use. */
export function serviceOf(account: Account, events: readonly PostpaidEvent[], at: Date): Decision | undefined {
  const change = events.findLast((event) => event.type === "ServiceRestrictionChanged");
  if (!change) return undefined;
  const restriction = change.restriction === "none" ? null : change.restriction;
  return decideRestrictService(account, { source: "dunning", restriction, by: null, at });
}

export const documentsIn = (events: readonly PostpaidEvent[]) => ({
  invoiceIds: events.flatMap((event) => (event.type === "InvoiceIssued" ? [event.invoiceId] : [])),
  creditNoteIds: events.flatMap((event) => (event.type === "CreditNoteIssued" ? [event.creditNoteId] : [])),
});
