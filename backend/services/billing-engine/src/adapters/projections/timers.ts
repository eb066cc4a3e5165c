import type { Tx } from "@beacom/postgres";
import type { AccountFact } from "#adapters/projections/fact";
import { asJson } from "#adapters/projections/rows";

/** What ends by itself unless somebody ends it before: holds of money, and reservations of data. */
export async function projectTimers(tx: Tx, facts: readonly AccountFact[]): Promise<void> {
  const begun = new Map<string, object>();
  const ended: { customer_id: string; timer: string }[] = [];
  for (const { id, event } of facts) {
    if (event.type === "FundsHeld" || event.type === "DataReserved") {
      const timer = event.type === "FundsHeld" ? event.holdId : event.reservationId;
      begun.set(`${id} ${timer}`, { customer_id: id, timer, ends_at: event.expiresAt });
    } else if (
      event.type === "HoldCommitted" ||
      event.type === "HoldReleased" ||
      event.type === "DataReservationEnded"
    ) {
      const timer = event.type === "DataReservationEnded" ? event.reservationId : event.holdId;
      // One that began in this very batch was never written.
      if (!begun.delete(`${id} ${timer}`)) ended.push({ customer_id: id, timer });
    }
  }
  if (ended.length > 0)
    await tx`
      delete from account_timers where (customer_id, timer) in (
        select customer_id, timer from json_to_recordset(${asJson(ended)}::text::json) as ended (customer_id text, timer text))`;
  if (begun.size > 0)
    await tx`
      insert into account_timers (customer_id, timer, ends_at)
      select * from json_to_recordset(${asJson([...begun.values()])}::text::json)
        as begun (customer_id text, timer text, ends_at timestamptz)`;
}
