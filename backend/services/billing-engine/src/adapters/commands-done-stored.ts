import type { Sql } from "@beacom/postgres";
import type { CommandsDone } from "#application/command-once";

/** The event store's own list of the commands that it carried out. */
export const commandsDoneIn = (sql: Sql): CommandsDone => ({
  async has(commandKey) {
    const rows = await sql`select 1 from event_commands where command_key = ${commandKey}`;
    return rows.length > 0;
  },
});
