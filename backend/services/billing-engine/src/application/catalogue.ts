import type { StreamKind, StreamOf } from "#application/streams";
import { type Catalogue, type CatalogueEvent, catalogueAfter, emptyCatalogue } from "#domain/catalogue";
import type { Plan } from "#domain/plan";

/** The plans that can be bought now. */
export type PlansOnOffer = {
  find(planId: string): Promise<Plan | undefined>;
  all(): Promise<readonly Plan[]>;
};

export const catalogues: StreamKind<Catalogue, CatalogueEvent> = {
  name: "catalogue",
  fold: (catalogue, events) => catalogueAfter(catalogue ?? emptyCatalogue, events),
};
/** There is one, so it needs no id. */
export const catalogue: StreamOf<Catalogue, CatalogueEvent> = { kind: catalogues, id: "" };
