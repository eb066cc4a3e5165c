import { type PersonalData, personalDataIn } from "@beacom/personal-data";
import type { Sql } from "@beacom/postgres";

/** What is kept here about a customer: whatever is marked in the schema. */
export const billingPersonalData = (sql: Sql): PersonalData =>
  personalDataIn(sql, {
    titles: {
      accounts: "Your wallet",
      bundles: "Your bundles",
      billing_documents: "Your invoices and credit notes",
      invoice_recipients: "Who your invoices are written to",
    },
  });
