import type { Sql } from "@beacom/postgres";
import type { ViewChange } from "#application/follow-view";

/** Hears what any process has committed. After a lost connection everything may have changed. */
export async function listenForChanges(options: {
  sql: Sql;
  viewChanged: (change: ViewChange) => void;
  certificatesChanged: () => void;
  realmsChanged: () => void;
  reportRelayed: () => void;
  authorizationWanted: () => void;
}): Promise<{ close(): Promise<void> }> {
  const { sql, viewChanged, certificatesChanged, realmsChanged, authorizationWanted, reportRelayed } = options;
  const view = await sql.listen(
    "radius_view",
    (payload) => {
      const [kind, customerId] = payload.split(" ");
      if (kind === "subscriber" && customerId) viewChanged({ kind, customerId });
      else if (kind === "policy") viewChanged({ kind });
      else if (kind === "certificates") certificatesChanged();
      else if (kind === "realms") realmsChanged();
      else viewChanged({ kind: "nas" });
    },
    () => {
      viewChanged({ kind: "unknown" });
      certificatesChanged();
      realmsChanged();
    },
  );
  const relayed = await sql.listen("radius_relayed_report", reportRelayed, reportRelayed);
  const wanted = await sql.listen("radius_dynamic_authorization", authorizationWanted, authorizationWanted);
  return {
    async close() {
      await Promise.allSettled([view.unlisten(), relayed.unlisten(), wanted.unlisten()]);
    },
  };
}
