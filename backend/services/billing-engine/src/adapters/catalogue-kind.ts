import { projectPlans } from "#adapters/projections/plans";
import { catalogueEvents } from "#adapters/stored-events";
import type { StoredKind } from "#adapters/stored-kind";
import { catalogues } from "#application/catalogue";
import type { Catalogue, CatalogueEvent } from "#domain/catalogue";

export const catalogueKind: StoredKind<Catalogue, CatalogueEvent> = {
  kind: catalogues,
  ...catalogueEvents,
  tables: { plans: ["plan_id", "version"] },
  project: (tx, facts) =>
    projectPlans(
      tx,
      facts.map(({ event }) => event),
    ),
};
