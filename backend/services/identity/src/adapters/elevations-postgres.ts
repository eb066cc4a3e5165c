import { arrayLiteral, type Tx } from "@beacom/postgres";
import type { ElevationRecords } from "#application/staff-ports";
import type { Elevation } from "#domain/elevation";

type Row = {
  elevation_id: string;
  staff_id: string;
  permissions: string[];
  minutes: number;
  reason: string;
  asked_at: Date;
  decided_at: Date | null;
  decided_by: string | null;
  approved: boolean | null;
  ends_at: Date | null;
};

export const elevationsIn = (tx: Tx): ElevationRecords => ({
  async add({ elevationId, staffId, permissions, minutes, reason, askedAt }) {
    await tx`
      insert into elevations (elevation_id, staff_id, permissions, minutes, reason, asked_at)
      values (${elevationId}, ${staffId}, ${arrayLiteral([...permissions])}::text[], ${minutes}, ${reason}, ${askedAt})`;
  },
  async hold(elevationId) {
    const [row] = await tx<Row[]>`select * from elevations where elevation_id = ${elevationId} for update`;
    return row && elevationOf(row);
  },
  async decide(elevationId, { at, by, approved, endsAt = null }) {
    await tx`
      update elevations set decided_at = ${at}, decided_by = ${by}, approved = ${approved}, ends_at = ${endsAt}
      where elevation_id = ${elevationId}`;
  },
  async end(elevationId, at) {
    await tx`update elevations set ends_at = ${at} where elevation_id = ${elevationId}`;
  },
  async latest(howMany) {
    const rows = await tx<Row[]>`select * from elevations order by asked_at desc, elevation_id desc limit ${howMany}`;
    return rows.map(elevationOf);
  },
});

const elevationOf = (row: Row): Elevation => ({
  elevationId: row.elevation_id,
  staffId: row.staff_id,
  permissions: row.permissions,
  minutes: row.minutes,
  reason: row.reason,
  askedAt: row.asked_at,
  decided:
    row.decided_at && row.decided_by !== null
      ? { at: row.decided_at, by: row.decided_by, approved: row.approved ?? false, endsAt: row.ends_at ?? undefined }
      : undefined,
});
