import { type PersonalData, personalDataIn } from "@beacom/personal-data";
import type { Sql } from "@beacom/postgres";

/** What is kept here about a customer: whatever is marked in the schema. */
export const paymentsPersonalData = (sql: Sql): PersonalData =>
  personalDataIn(sql, { titles: { intents: "Your payments", findings: "What was looked at in your payments" } });
