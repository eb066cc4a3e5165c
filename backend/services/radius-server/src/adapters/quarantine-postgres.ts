import type { Sql } from "@beacom/postgres";
import type { QuarantineStore, StoredWork } from "#application/quarantine";

type Row = { id: bigint; received_at: Date; nas_id: string; reason: string; report: Record<string, unknown> };

export const quarantineIn = ({ sql }: { sql: Sql }): QuarantineStore => ({
  async list(limit) {
    const rows = await sql<Row[]>`select * from quarantined_reports order by id desc limit ${limit}`;
    return rows.map((row) => ({
      id: row.id,
      receivedAt: row.received_at,
      nasId: row.nas_id,
      reason: row.reason,
      report: row.report,
    }));
  },
  async read(id) {
    const [row] = await sql<Row[]>`select * from quarantined_reports where id = ${id}`;
    return row && { work: withBigints(row.report) as StoredWork };
  },
  async remove(id) {
    return (await sql`delete from quarantined_reports where id = ${id}`).count > 0;
  },
  async count() {
    const [row] = await sql<{ count: bigint }[]>`select count(*) as count from quarantined_reports`;
    return Number(row!.count);
  },
});

/** Octets and versions were written as texts, because JSON has no whole numbers of 64 bits. */
function withBigints(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (name, inner: unknown) =>
    (name === "octets" || name === "acceptedVersion") && typeof inner === "string" ? BigInt(inner) : inner,
  );
}
