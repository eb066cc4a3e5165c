import { createHash, randomBytes } from "node:crypto";
import type { Sql } from "@beacom/postgres";
import type { RecipientDetails, Recipients } from "#application/postpaid/recipients";

type Row = {
  readonly details_id: string;
  readonly name: string | null;
  readonly address_lines: string[] | null;
  readonly vat_number: string | null;
  readonly salt: string | null;
};

export const recipientsIn = (sql: Sql, newDetailsId: () => string): Recipients => ({
  async record(customerId, details, at) {
    const salt = randomBytes(16).toString("hex");
    const recorded = { detailsId: newDetailsId(), commitment: commitmentTo(details, salt) };
    const { name, addressLines, vatNumber } = details;
    await sql`
      insert into invoice_recipients (details_id, customer_id, name, address_lines, vat_number, salt, commitment, recorded_at)
      values (${recorded.detailsId}, ${customerId}, ${name}, ${[...addressLines]}::text[], ${vatNumber}, ${salt},
        ${recorded.commitment}, ${at})`;
    return recorded;
  },
  async find({ detailsId, commitment }) {
    const [row] = await sql<Row[]>`
      select details_id, name, address_lines, vat_number, salt from invoice_recipients where details_id = ${detailsId}`;
    if (!row) return { state: "unknown" };
    const details = detailsOf(row);
    if (!details || row.salt === null) return { state: "erased" };
    return commitmentTo(details, row.salt) === commitment ? { state: "there", details } : { state: "altered" };
  },
  async eraseBefore(day, at) {
    const erased = await sql`
      update invoice_recipients as details
      set name = null, address_lines = null, vat_number = null, salt = null, erased_at = ${at}
      where erased_at is null and recorded_at < ${day}::date
        and not exists (select 1 from billing_documents where details_id = details.details_id and issued_on >= ${day}::date)
        and not exists (select 1 from postpaid_customers where details_id = details.details_id)`;
    return erased.count;
  },
  async compare() {
    const problems: string[] = [];
    for (let after = ""; ; ) {
      const page = await sql<(Row & { readonly committed: string; readonly lost: boolean })[]>`
        select named.details_id, details.details_id is null as lost, name, address_lines, vat_number, salt, named.commitment as committed
        from (select distinct details_id, commitment from billing_documents
          union select details_id, commitment from postpaid_customers) as named
        left join invoice_recipients as details using (details_id)
        where named.details_id > ${after} order by named.details_id limit 1000`;
      for (const row of page) {
        const details = detailsOf(row);
        if (row.lost) problems.push(`recipient: ${row.details_id} is missing, not erased`);
        if (details && row.salt !== null && commitmentTo(details, row.salt) !== row.committed)
          problems.push(`recipient: ${row.details_id} is not what its commitment says`);
      }
      const last = page.at(-1);
      if (!last) return problems;
      after = last.details_id;
    }
  },
});

function detailsOf({ name, address_lines, vat_number }: Row): RecipientDetails | undefined {
  return name === null ? undefined : { name, addressLines: address_lines ?? [], vatNumber: vat_number };
}

/** A JSON array leaves no doubt where one field ends and the next begins. */
function commitmentTo({ name, addressLines, vatNumber }: RecipientDetails, salt: string): string {
  return createHash("sha256")
    .update(JSON.stringify([salt, name, addressLines, vatNumber]))
    .digest("hex");
}
