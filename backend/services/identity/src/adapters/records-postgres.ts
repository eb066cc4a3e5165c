import type { Sql, Tx } from "@beacom/postgres";
import { customersIn } from "#adapters/customers-postgres";
import { publishIn } from "#adapters/identity-events-outbox";
import { sessionsIn } from "#adapters/sessions-postgres";
import { attemptsIn } from "#adapters/sign-in-attempts-postgres";
import { verificationsIn } from "#adapters/verifications-postgres";
import type { InTransaction, Records } from "#application/ports";

export function recordsIn(sql: Sql, identifierHash: (text: string) => Uint8Array): InTransaction {
  // postgres.js wraps arrays that a transaction returns in its own way; the result is handed out beside it.
  return async (work) => {
    let result: { value: Awaited<ReturnType<typeof work>> } | undefined;
    await sql.begin(async (tx) => {
      result = { value: await work(recordsOf(tx, identifierHash)) };
    });
    return result!.value;
  };
}

const recordsOf = (tx: Tx, identifierHash: (text: string) => Uint8Array): Records => ({
  async hold(held) {
    const name = "phone" in held ? `phone ${held.phone}` : `command ${held.command}`;
    await tx`select pg_advisory_xact_lock(hashtextextended(${name}, 0))`;
  },
  customers: customersIn(tx),
  verifications: verificationsIn(tx),
  attempts: attemptsIn(tx, identifierHash),
  sessions: sessionsIn(tx),
  commands: {
    async find(idempotencyKey) {
      const [row] = await tx<{ customer_id: string; request_hash: Buffer }[]>`
        select customer_id, request_hash from customer_commands where idempotency_key = ${idempotencyKey}`;
      return row && { customerId: row.customer_id, requestHash: row.request_hash };
    },
    async add({ idempotencyKey, customerId, requestHash }) {
      await tx`insert into customer_commands values (${idempotencyKey}, ${customerId}, ${requestHash})`;
    },
  },
  staff: {
    async addFirst({ staffId, name, email, passwordHash, permissions, role, at }) {
      await tx`select pg_advisory_xact_lock(hashtextextended('first staff', 0))`;
      const added = await tx`
        insert into staff (staff_id, name, email, password_hash, permissions, role, created_at)
        select ${staffId}, ${name}, ${email}, ${passwordHash}, ${[...permissions]}::text[], ${role}, ${at}
        where not exists (select from staff)`;
      return added.count === 1;
    },
  },
  publish: publishIn(tx),
});
