import { message, publish } from "@beacom/outbox";
import type { Sql, Tx } from "@beacom/postgres";
import { DynamicAuthorizationDoneSchema } from "@beacom/proto/radius/v1/radius";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import { askForChanges, type ServiceStateRow, serviceStateOf } from "#adapters/service-states-postgres";
import { type SessionRow, sessionOf } from "#adapters/session-row";
import type { DynamicAuthorizations, Wanted } from "#application/authorize-sessions";

type LeasedRow = {
  id: bigint;
  kind: Wanted["kind"];
  step: number;
  service_version: bigint;
  session_id: string;
  customer_id: string;
};

export function dynamicAuthorizationsIn(options: { sql: Sql; leaseSeconds: number }): DynamicAuthorizations {
  const { sql, leaseSeconds } = options;

  /** Leased rows with all that is needed to send them, read in the same transaction. */
  async function detailed(tx: Tx, leased: readonly LeasedRow[]): Promise<Wanted[]> {
    if (leased.length === 0) return [];
    const sessions = await tx<SessionRow[]>`
      select * from sessions where session_id = any(${leased.map((row) => row.session_id)})`;
    const services = await tx<(ServiceStateRow & { customer_id: string })[]>`
      select * from service_states where customer_id = any(${leased.map((row) => row.customer_id)})`;
    const sessionById = new Map(sessions.map((row) => [row.session_id, sessionOf(row)]));
    const serviceOf = new Map(services.map((row) => [row.customer_id, serviceStateOf(row)]));
    return leased.map((row) => ({
      id: row.id,
      kind: row.kind,
      step: row.step,
      serviceVersion: row.service_version,
      session: sessionById.get(row.session_id)!,
      service: serviceOf.get(row.customer_id),
    }));
  }

  return {
    claim(most, room) {
      const [nasIds, rooms] = [[...room.at.keys()], [...room.at.values()].map(String)];
      return sql.begin(async (tx) => {
        // As many of each NAS as it has room for, so that nobody waits behind one that does not answer.
        const leased = await tx<LeasedRow[]>`
          update dynamic_authorizations set lease_until = now() + make_interval(secs => ${leaseSeconds})
          where id in (
            select d.id from dynamic_authorizations d join (
              select c.id, c.nas_id, row_number() over (partition by c.nas_id order by c.id) as place from (
                select d.id, coalesce(d.nas_id, s.nas_id) as nas_id from dynamic_authorizations d join sessions s using (session_id)
                where d.outcome is null and (d.lease_until is null or d.lease_until < now())) c
            ) placed using (id)
            left join unnest(${nasIds}::text[], ${rooms}::text[]::integer[]) as r(nas_id, room) on r.nas_id = placed.nas_id
            where placed.place <= coalesce(r.room, ${room.most})
            order by d.id limit ${most} for update of d skip locked)
          returning id, kind, step, service_version, session_id, customer_id`;
        return detailed(tx, leased);
      });
    },
    finish(wanted, { kind, answer, sentAt, doneAt, next }) {
      const { session } = wanted;
      return sql.begin(async (tx) => {
        const [row] = await tx<{ customer_id: string; mass_change_id: string | null }[]>`
          update dynamic_authorizations set kind = ${kind}, outcome = ${answer.outcome}, error_cause = ${answer.errorCause},
            detail = ${answer.detail ?? null}, attempts = ${answer.attempts}, sent_at = ${sentAt}, done_at = ${doneAt}
          where id = ${wanted.id} and outcome is null returning customer_id, mass_change_id`;
        if (!row) return false;
        if (answer.outcome === "acknowledged") {
          await tx`update sessions set applied_version = greatest(applied_version, ${wanted.serviceVersion}::bigint)
            where session_id = ${session.sessionId}`;
        }
        if (next) {
          await tx`insert into dynamic_authorizations (session_id, customer_id, nas_id, kind, step, reason, service_version, requested_at, mass_change_id)
            values (${session.sessionId}, ${row.customer_id}, ${session.nasId}, ${next}, ${wanted.step + 1}, 'fallback',
              ${wanted.serviceVersion}, ${doneAt}, ${row.mass_change_id})`;
        }
        const done = {
          customerId: row.customer_id,
          sessionId: session.sessionId,
          kind,
          serviceVersion: wanted.serviceVersion,
          outcome: answer.outcome,
          errorCause: answer.errorCause,
          sentAt: timestampFromDate(sentAt),
          doneAt: timestampFromDate(doneAt),
        };
        await publish(tx, [message(DynamicAuthorizationDoneSchema, row.customer_id, done, doneAt)]);
        return true;
      });
    },
    async finishEnded(wanted, doneAt) {
      await sql`update dynamic_authorizations set outcome = 'session-ended', done_at = ${doneAt}
        where id = ${wanted.id} and outcome is null`;
    },
    wantDisconnect(sessionId, at) {
      return sql.begin(async (tx) => {
        const [session] = await tx<SessionRow[]>`
          select * from sessions where session_id = ${sessionId} and ended_at is null`;
        if (!session) return undefined;
        await tx`update dynamic_authorizations set outcome = 'superseded', done_at = ${at}
          where session_id = ${sessionId} and outcome is null`;
        const leased = await tx<LeasedRow[]>`
          insert into dynamic_authorizations (session_id, customer_id, nas_id, kind, reason, service_version, requested_at, lease_until)
          values (${sessionId}, ${session.customer_id ?? ""}, ${session.nas_id}, 'disconnect', 'staff',
            coalesce((select version from service_states where customer_id = ${session.customer_id}), 0), ${at},
            now() + make_interval(secs => ${leaseSeconds}))
          returning id, kind, step, service_version, session_id, customer_id`;
        return (await detailed(tx, leased))[0];
      });
    },
    async wantChanges(sessionIds, at) {
      await sql.begin((tx) => askForChanges(tx, { sessionIds }, at));
    },
  };
}
