import type { Tx } from "@beacom/postgres";
import type { PersonalAccess } from "#domain/subscriber";

/**
 * A fixed address within a pool is taken out of it, so that the pool gives it to nobody; one that is fixed no more goes back. One that
 * somebody else has fails (unique violation).
 */
export async function fixAddressesOf(
  tx: Tx,
  customers: readonly { customerId: string; personal: PersonalAccess }[],
): Promise<void> {
  const ids = customers.map(({ customerId }) => customerId);
  const fixed = customers.flatMap(({ customerId, personal: { address, prefix, delegated } }) =>
    [address, prefix, delegated].flatMap((text) => (text === undefined ? [] : [{ customer_id: customerId, text }])),
  );
  const wanted = tx`jsonb_to_recordset(${tx.json(fixed)}) as w(customer_id text, text text)`;
  await tx`delete from address_leases l where l.customer_id = any(${ids}) and l.fixed
    and not exists (select 1 from ${wanted} where w.customer_id = l.customer_id and w.text = address_text(l.address))`;
  if (fixed.length > 0) await tx`select fix_address(w.text::inet, w.customer_id) from ${wanted}`;
}
