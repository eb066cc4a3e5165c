import type { Tx } from "@beacom/postgres";
import type { Restrictions } from "#application/webhooks/ports";

export const restrictionsIn = (tx: Tx): Restrictions => ({
  async begin(customerId, reason) {
    const begun = await tx`
      insert into restricted_subscribers as known (customer_id, reason) values (${customerId}, ${reason})
      on conflict (customer_id) do update set reason = excluded.reason where known.reason <> excluded.reason`;
    return begun.count === 1;
  },
  async end(customerId) {
    const [row] = await tx<{ reason: string }[]>`
      delete from restricted_subscribers where customer_id = ${customerId} returning reason`;
    return row?.reason;
  },
});
