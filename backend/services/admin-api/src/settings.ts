import type { Sql } from "@beacom/postgres";
import { SettingsService } from "@beacom/proto/admin/v1/settings";
import type { Clock } from "@beacom/time";
import type { ConnectRouter } from "@connectrpc/connect";
import { settingsIn, settingsViewsIn } from "#adapters/settings-postgres";
import { rememberedSettings } from "#adapters/settings-remembered";
import { changeSettingsWith, type SettingsRecords } from "#application/settings";
import { settingsRpc } from "#transport/settings-rpc";

/** Settings of the operator, on the service's database. */
export function settings({ sql, clock }: { readonly sql: Sql; readonly clock: Clock }) {
  const views = rememberedSettings(settingsViewsIn(sql), clock);
  async function inTransaction<T>(work: (records: SettingsRecords) => Promise<T>): Promise<T> {
    try {
      return (await sql.begin((tx) => work(settingsIn(tx)))) as T;
    } finally {
      views.forget();
    }
  }
  const change = changeSettingsWith({ inTransaction, clock });
  return {
    views,
    routes: (router: ConnectRouter) => void router.service(SettingsService, settingsRpc({ views, change, clock })),
  };
}
