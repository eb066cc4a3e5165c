import { type PersonalData, personalDataIn } from "@beacom/personal-data";
import type { Sql } from "@beacom/postgres";

/** What is kept here about a customer: whatever is marked in the schema. */
export const radiusPersonalData = (sql: Sql): PersonalData =>
  personalDataIn(sql, {
    titles: { credentials: "What you log in with", devices: "Your devices", sessions: "When you were connected" },
  });
