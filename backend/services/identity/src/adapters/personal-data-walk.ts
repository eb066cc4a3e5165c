import { type PersonalData, personalDataIn } from "@beacom/personal-data";
import type { Sql } from "@beacom/postgres";
import { openDetails } from "#adapters/rica-postgres";
import type { Sealing } from "#adapters/sealing";

/** What identity itself has about a customer: whatever is marked in its schema. */
export const identityPersonalData = (sql: Sql, sealing: Sealing): PersonalData =>
  personalDataIn(sql, {
    keyColumns: { sign_in_challenges: "person_id", passkeys: "person_id" },
    aboutOthers: { staff: "who works here", invitations: "who is to work here" },
    titles: {
      customers: "Who you are",
      verifications: "Codes that were sent to you",
      token_families: "Where you are signed in",
      sign_in_challenges: "Sign-ins that have begun",
      passkeys: "Your passkeys",
      rica_cases: "The verification of your identity",
      rica_evidence: "The papers you have shown",
      rica_history: "What happened in the verification of your identity",
      consent_words: "What you have said about marketing",
      personal_data_exports: "Copies of your data that were asked for",
      erasures: "Your requests to be erased",
    },
    open: {
      "rica_cases.sealed_details": (sealed, customerId) => {
        const { company, ...details } = openDetails(sealing, customerId, sealed);
        return { ...details, ...(company && { company }) };
      },
    },
  });
