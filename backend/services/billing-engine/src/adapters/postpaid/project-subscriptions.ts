import type { Tx } from "@beacom/postgres";
import { asJson } from "#adapters/projections/rows";
import type { Fact } from "#adapters/stored-kind";
import type { PostpaidEvent } from "#domain/postpaid/postpaid-event";
import type { SubscriptionTerms } from "#domain/postpaid/subscription";

type Change = {
  started?: object;
  terms?: object;
  ends?: { readonly ends_on: string | null };
  paused?: { readonly paused_from: string | null };
};

/** Who has what, on which terms. */
export async function projectSubscriptions(tx: Tx, facts: readonly Fact<PostpaidEvent>[]): Promise<void> {
  const changes = new Map<string, { ids: object; change: Change }>();
  for (const { id, event } of facts) {
    if (!("subscriptionId" in event)) continue;
    const key = `${id} ${event.subscriptionId}`;
    const ids = { customer_id: id, subscription_id: event.subscriptionId };
    const known = changes.get(key) ?? { ids, change: {} };
    changes.set(key, { ids, change: { ...known.change, ...changeOf(event) } });
  }
  const all = [...changes.values()];
  const started = all.filter(({ change }) => change.started).map(({ ids, change }) => ({ ...ids, ...change.started }));
  await start(tx, started);
  await change(
    tx,
    all.map(({ ids, change: { terms, ends, paused } }) => ({
      ...ids,
      ...terms,
      ...ends,
      sets_end: ends !== undefined,
      ...paused,
      sets_pause: paused !== undefined,
    })),
  );
}

function changeOf(event: PostpaidEvent): Change {
  switch (event.type) {
    case "SubscriptionStarted":
      // One that ended may be begun again under the same name.
      return {
        started: { billing: event.billing, ...termsRow(event.terms), starts_on: event.startsOn },
        ends: { ends_on: null },
        paused: { paused_from: null },
      };
    case "SubscriptionChanged": {
      const last = event.segments.at(-1);
      if (event.change === "paused") return { paused: { paused_from: event.from } };
      return { ...(last && { terms: termsRow(last.terms) }), paused: { paused_from: null } };
    }
    case "SubscriptionEndSet":
      return { ends: { ends_on: event.endsOn } };
    default:
      return {};
  }
}

const termsRow = ({ planId, planVersion, name, priceCents, quantity }: SubscriptionTerms) => ({
  plan_id: planId,
  plan_version: planVersion,
  name,
  price_cents: priceCents,
  quantity,
});

async function start(tx: Tx, rows: readonly object[]): Promise<void> {
  if (rows.length === 0) return;
  await tx`
    insert into postpaid_subscriptions (customer_id, subscription_id, billing, plan_id, plan_version, name, price_cents,
      quantity, starts_on)
    select * from json_to_recordset(${asJson(rows)}::text::json) as row (customer_id text, subscription_id text,
      billing text, plan_id text, plan_version integer, name text, price_cents bigint, quantity integer, starts_on date)
    on conflict (customer_id, subscription_id) do update set billing = excluded.billing, plan_id = excluded.plan_id,
      plan_version = excluded.plan_version, name = excluded.name, price_cents = excluded.price_cents,
      quantity = excluded.quantity, starts_on = excluded.starts_on`;
}

async function change(tx: Tx, rows: readonly object[]): Promise<void> {
  if (rows.length === 0) return;
  await tx`
    update postpaid_subscriptions as now set plan_id = coalesce(change.plan_id, now.plan_id),
      plan_version = coalesce(change.plan_version, now.plan_version), name = coalesce(change.name, now.name),
      price_cents = coalesce(change.price_cents, now.price_cents), quantity = coalesce(change.quantity, now.quantity),
      ends_on = case when change.sets_end then change.ends_on else now.ends_on end,
      paused_from = case when change.sets_pause then change.paused_from else now.paused_from end
    from json_to_recordset(${asJson(rows)}::text::json) as change (customer_id text, subscription_id text, plan_id text,
      plan_version integer, name text, price_cents bigint, quantity integer, ends_on date, sets_end boolean,
      paused_from date, sets_pause boolean)
    where now.customer_id = change.customer_id and now.subscription_id = change.subscription_id`;
}
