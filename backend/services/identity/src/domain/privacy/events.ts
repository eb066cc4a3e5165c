import type { AccessEnded, StaffActed } from "#domain/events";
import type { ConsentWord } from "#domain/privacy/consent";
import type { Kept } from "#domain/privacy/erasure";
import type { RicaState } from "#domain/rica/rica-case";
import type { ServiceKind } from "#domain/rica/requirements";

/** What others hear about a customer's identity and rights. */
export type PrivacyEvent =
  | StaffActed
  | AccessEnded
  | {
      type: "RicaStandingChanged";
      at: Date;
      customerId: string;
      state: RicaState;
      /** What may be activated for this customer from now on. */
      servicesAllowed: readonly ServiceKind[];
      goodUntil: string | undefined;
    }
  | { type: "RicaEvidenceDestroyed"; at: Date; customerId: string; files: number; because: string }
  | ({ type: "ConsentChanged"; customerId: string } & ConsentWord)
  | { type: "PersonalDataExported"; at: Date; customerId: string; exportId: string }
  | { type: "ErasureRequested"; at: Date; customerId: string; dueAt: Date }
  | { type: "ErasureWithdrawn"; at: Date; customerId: string }
  | { type: "CustomerErased"; at: Date; customerId: string; kept: readonly Kept[] };
