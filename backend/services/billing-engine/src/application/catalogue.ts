import type { Result } from "@beacom/result";
import type { Catalogue, CatalogueEvent } from "#domain/catalogue";
import type { Plan } from "#domain/plan";

/** The plans that can be bought now. */
export type PlansOnOffer = {
  find(planId: string): Promise<Plan | undefined>;
  all(): Promise<readonly Plan[]>;
};

export type Catalogues = {
  /** Decides, makes it durable and answers with the catalogue as it is then. */
  change<Refusal>(change: {
    readonly key: string;
    readonly decide: (catalogue: Catalogue) => Result<readonly CatalogueEvent[], Refusal>;
  }): Promise<Result<Catalogue, Refusal>>;
};
