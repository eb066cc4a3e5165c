import type { EventStore } from "@beacom/event-store";
import { ok } from "@beacom/result";
import { inTurn } from "#adapters/in-turn";
import { catalogueEvent, catalogueStream, storedCatalogueEvent } from "#adapters/stored-events";
import type { Catalogues } from "#application/catalogue";
import { catalogueAfter, emptyCatalogue } from "#domain/catalogue";

/** The catalogue is small and changes rarely: it is folded anew for each change. */
export function catalogueIn(store: EventStore): Catalogues {
  const waiting = inTurn();
  return {
    change: ({ key, decide }) =>
      waiting(catalogueStream, async () => {
        for (;;) {
          const stored = await store.read(catalogueStream);
          const catalogue = catalogueAfter(emptyCatalogue, stored.map(catalogueEvent));
          const decided = decide(catalogue);
          if (!decided.ok) return decided;
          if (decided.value.length === 0) return ok(catalogue);
          const events = decided.value.map(storedCatalogueEvent);
          const write = { stream: catalogueStream, expectedVersion: stored.length, events };
          const appended = await store.append({ commandKey: key, writes: [write] });
          if (appended.ok) return ok(catalogueAfter(catalogue, decided.value));
        }
      }),
  };
}
