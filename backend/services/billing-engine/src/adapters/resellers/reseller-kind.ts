import { projectResellers } from "#adapters/resellers/project-resellers";
import { storedResellerEvents } from "#adapters/resellers/stored-resellers";
import type { StoredKind } from "#adapters/stored-kind";
import { resellers } from "#application/resellers/reseller-streams";
import type { Reseller } from "#domain/resellers/reseller";
import type { ResellerEvent } from "#domain/resellers/reseller-event";

export const resellerKind: StoredKind<Reseller, ResellerEvent> = {
  kind: resellers,
  ...storedResellerEvents,
  tables: { resellers: ["reseller_id"], reseller_rows: ["reseller_id", "position"] },
  project: projectResellers,
};
