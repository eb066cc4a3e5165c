import type { Tx } from "@beacom/postgres";
import type { ErasureRecords } from "#application/privacy/ports";
import type { Erasure, Kept } from "#domain/privacy/erasure";

type Row = {
  erasure_id: string;
  customer_id: string;
  state: "requested" | "withdrawn" | "carried-out";
  asked_at: Date;
  asked_by: string;
  due_at: Date;
  ended_at: Date | null;
  held_back: string | null;
  kept: Kept[];
};

export const erasuresIn = (tx: Tx): ErasureRecords => ({
  async latest(customerId) {
    const [row] = await tx<Row[]>`
      select * from erasures where customer_id = ${customerId} order by asked_at desc, erasure_id desc limit 1`;
    return row && erasureOf(row);
  },
  async write({ erasureId, customerId, askedAt, askedBy, dueAt, heldBack = null, ended }) {
    const kept = ended?.as === "carried-out" ? ended.kept : [];
    await tx`
      insert into erasures (erasure_id, customer_id, state, asked_at, asked_by, due_at, ended_at, held_back, kept)
      values (${erasureId}, ${customerId}, ${ended?.as ?? "requested"}, ${askedAt}, ${askedBy}, ${dueAt},
        ${ended?.at ?? null}, ${heldBack}, ${tx.json(kept.map((one) => ({ ...one })))})
      on conflict (erasure_id) do update set state = excluded.state, ended_at = excluded.ended_at,
        held_back = excluded.held_back, kept = excluded.kept`;
  },
  async due(at, howMany) {
    const rows = await tx<Row[]>`
      select * from erasures where state = 'requested' and due_at <= ${at} order by due_at limit ${howMany}`;
    return rows.map(erasureOf);
  },
});

const erasureOf = (row: Row): Erasure => ({
  erasureId: row.erasure_id,
  customerId: row.customer_id,
  askedAt: row.asked_at,
  askedBy: row.asked_by,
  dueAt: row.due_at,
  heldBack: row.held_back ?? undefined,
  ended: endOf(row),
});

function endOf({ state, ended_at: at, kept }: Row): Erasure["ended"] {
  if (!at || state === "requested") return undefined;
  return state === "withdrawn" ? { as: "withdrawn", at } : { as: "carried-out", at, kept };
}
