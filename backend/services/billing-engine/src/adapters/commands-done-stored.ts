import type { Sql } from "@beacom/postgres";
import type { CommandsDone } from "#application/command-once";

/** The event store's own list of the commands that it carried out. */
export const commandsDoneIn = (sql: Sql): CommandsDone => ({
  async find(commandKey) {
    const [row] = await sql<{ type: string; data: string }[]>`
      select events.type, events.data from event_commands join events using (position)
      where command_key = ${commandKey}`;
    return row && { type: row.type, data: JSON.parse(row.data) as unknown };
  },
});
