import type { Sql } from "@beacom/postgres";
import type { AdmissionOutcome, AdmissionStore, ClaimedRequest } from "#application/admit-logins";

type Row = {
  claim_id: string;
  answer: {
    outcome: "admitted" | "limit-reached" | "pool-empty";
    address?: string;
    prefix?: string;
    delegated?: string;
    pools?: string[];
    leave?: string[];
  };
};

/** An accepted login holds its place for so long until its session has begun. */
const claimSeconds = 60;

export const admissionsIn = ({ sql }: { sql: Sql }): AdmissionStore => ({
  async admit(requests) {
    // Everybody locks customers in the same order, so nobody waits for one who waits for them.
    const ordered = requests.toSorted((a, b) =>
      a.customerId < b.customerId ? -1 : a.customerId > b.customerId ? 1 : 0,
    );
    const rows = await sql<Row[]>`
      select r.claim_id, admit_session(r.claim_id, r.customer_id, r.nas_id, r.station, r.most, r.oldest, r.address_pool, r.prefix_pool,
        r.delegated_pool, r.refuse_empty, ${claimSeconds}) as answer
      from jsonb_to_recordset(${sql.json(ordered.map(rowOf))}) as r(claim_id text, customer_id text, nas_id text, station text,
        most integer, oldest boolean, address_pool text, prefix_pool text, delegated_pool text, refuse_empty boolean)`;
    const answers = new Map(rows.map((row) => [row.claim_id, row.answer]));
    return requests.map(({ claimId }) => outcomeOf(claimId, answers.get(claimId)!));
  },
  async prepare(pool, many) {
    const [row] = await sql<{ prepared: number }[]>`select prepare_addresses(${pool}, ${many}) as prepared`;
    return row!.prepared;
  },
});

const rowOf = (request: ClaimedRequest) => ({
  claim_id: request.claimId,
  customer_id: request.customerId,
  nas_id: request.nasId,
  station: request.station ?? null,
  most: request.simultaneousUse?.most ?? null,
  oldest: request.simultaneousUse?.whenReached === "disconnect-oldest",
  address_pool: request.pools.address ?? null,
  prefix_pool: request.pools.prefix ?? null,
  delegated_pool: request.pools.delegated ?? null,
  refuse_empty: request.whenPoolIsEmpty === "refuse",
});

function outcomeOf(claimId: string, answer: Row["answer"]): AdmissionOutcome {
  const { outcome, address, prefix, delegated, pools = [], leave = [] } = answer;
  const more = { emptyPools: pools, leave };
  if (outcome !== "admitted") return { kind: outcome, ...more };
  const assigned = {
    ...(address !== undefined && { address }),
    ...(prefix !== undefined && { prefix }),
    ...(delegated !== undefined && { delegated }),
  };
  return { kind: "admitted", claimId, assigned, ...more };
}
