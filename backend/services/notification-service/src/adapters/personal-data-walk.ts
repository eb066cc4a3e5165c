import { type PersonalData, personalDataIn } from "@beacom/personal-data";
import type { Sql } from "@beacom/postgres";

/** What is kept here about a customer: whatever is marked in the schema. */
export const notificationPersonalData = (sql: Sql): PersonalData =>
  personalDataIn(sql, {
    titles: { contacts: "How you are reached", messages: "Messages to you", waiting_news: "Messages not written yet" },
  });
