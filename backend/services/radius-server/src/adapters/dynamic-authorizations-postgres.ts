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
      serviceVersion: row.service_version,
      session: sessionById.get(row.session_id)!,
      service: serviceOf.get(row.customer_id),
    }));
  }

  return {
    claim(most) {
      return sql.begin(async (tx) => {
        const leased = await tx<LeasedRow[]>`
          update dynamic_authorizations set lease_until = now() + make_interval(secs => ${leaseSeconds})
          where id in (select id from dynamic_authorizations
            where outcome is null and (lease_until is null or lease_until < now())
            order by id limit ${most} for update skip locked)
          returning id, kind, service_version, session_id, customer_id`;
        return detailed(tx, leased);
      });
    },
    finish(wanted, answer, { sentAt, doneAt }, thenDisconnect) {
      const { session } = wanted;
      return sql.begin(async (tx) => {
        const [row] = await tx<{ customer_id: string }[]>`
          update dynamic_authorizations set outcome = ${answer.outcome}, error_cause = ${answer.errorCause},
            attempts = ${answer.attempts}, sent_at = ${sentAt}, done_at = ${doneAt}
          where id = ${wanted.id} and outcome is null returning customer_id`;
        if (!row) return false;
        if (answer.outcome === "acknowledged") {
          await tx`update sessions set applied_version = greatest(applied_version, ${wanted.serviceVersion}::bigint)
            where session_id = ${session.sessionId}`;
        }
        if (thenDisconnect) {
          await tx`insert into dynamic_authorizations (session_id, customer_id, kind, service_version, requested_at)
            values (${session.sessionId}, ${row.customer_id}, 'disconnect', ${wanted.serviceVersion}, ${doneAt})`;
        }
        const done = {
          customerId: row.customer_id,
          sessionId: session.sessionId,
          kind: wanted.kind,
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
          insert into dynamic_authorizations (session_id, customer_id, kind, service_version, requested_at, lease_until)
          values (${sessionId}, ${session.customer_id ?? ""}, 'disconnect',
            coalesce((select version from service_states where customer_id = ${session.customer_id}), 0), ${at},
            now() + make_interval(secs => ${leaseSeconds}))
          returning id, kind, service_version, session_id, customer_id`;
        return (await detailed(tx, leased))[0];
      });
    },
    async wantChanges(sessionIds, at) {
      await sql.begin((tx) => askForChanges(tx, { sessionIds }, at));
    },
  };
}
