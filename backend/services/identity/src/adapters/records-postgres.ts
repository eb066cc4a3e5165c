import type { Sql, Tx } from "@beacom/postgres";
import { accountUsersIn } from "#adapters/account-users-postgres";
import { apiClientsIn } from "#adapters/api-clients-postgres";
import { customersIn } from "#adapters/customers-postgres";
import { elevationsIn } from "#adapters/elevations-postgres";
import { publishIn } from "#adapters/identity-events-outbox";
import { invitationsIn } from "#adapters/invitations-postgres";
import { rolesIn } from "#adapters/roles-postgres";
import type { Sealing } from "#adapters/sealing";
import { secondFactorsIn } from "#adapters/second-factors-postgres";
import { sessionsIn } from "#adapters/sessions-postgres";
import { passkeysIn } from "#adapters/passkeys-postgres";
import { attemptsIn } from "#adapters/sign-in-attempts-postgres";
import { staffIn } from "#adapters/staff-postgres";
import { verificationsIn } from "#adapters/verifications-postgres";
import type { InTransaction, Records } from "#application/ports";

type Hashing = { sealing: Sealing; identifierHash: (text: string) => Uint8Array };

export function recordsIn(sql: Sql, hashing: Hashing): InTransaction {
  // postgres.js wraps arrays that a transaction returns in its own way; the result is handed out beside it.
  return async (work) => {
    let result: { value: Awaited<ReturnType<typeof work>> } | undefined;
    await sql.begin(async (tx) => {
      result = { value: await work(recordsOf(tx, hashing)) };
    });
    return result!.value;
  };
}

const recordsOf = (tx: Tx, { sealing, identifierHash }: Hashing): Records => ({
  async hold(held) {
    const [[what, which] = []] = Object.entries(held);
    const name = `${what} ${which}`;
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
  staff: staffIn(tx),
  accountUsers: accountUsersIn(tx),
  roles: rolesIn(tx),
  invitations: invitationsIn(tx),
  elevations: elevationsIn(tx),
  apiClients: apiClientsIn(tx),
  secondFactors: secondFactorsIn(tx, sealing),
  passkeys: passkeysIn(tx),
  publish: publishIn(tx),
});
