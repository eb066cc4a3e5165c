import type { Sql } from "@beacom/postgres";

/** The earliest one counts, whoever writes it. */
export const firstLoginsIn = ({ sql }: { sql: Sql }) => ({
  async write(customerId: string, at: Date): Promise<void> {
    await sql`update credentials set first_login_at = ${at}, changed_at = clock_timestamp()
      where customer_id = ${customerId} and (first_login_at is null or first_login_at > ${at})`;
  },
});
