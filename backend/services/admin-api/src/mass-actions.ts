import { newId } from "@beacom/ids";
import type { Currency } from "@beacom/money";
import type { Sql } from "@beacom/postgres";
import { MassActionsService } from "@beacom/proto/admin/v1/mass_actions";
import type { Logger, Peers } from "@beacom/runtime";
import type { Clock } from "@beacom/time";
import type { ConnectRouter } from "@connectrpc/connect";
import { massRecordsIn } from "#adapters/mass-actions-postgres";
import { massNeighboursAt } from "#adapters/mass-actions-services";
import { massViewsIn } from "#adapters/mass-actions-views-postgres";
import { massWorkIn } from "#adapters/mass-actions-work-postgres";
import { decideMassActionWith, prepareMassActionWith } from "#application/mass-actions";
import type { MassRecords } from "#application/mass-actions-ports";
import { workOnMassActionsWith } from "#application/mass-actions-work";
import type { SettingsViews } from "#application/settings";
import { settingsAt } from "#domain/settings-history";
import { massActionsRpc } from "#transport/mass-actions-rpc";
import { massActionsWorker } from "#transport/mass-actions-worker";

/** What holds until there are settings. */
const usual = { aloneCustomers: 100, aloneCents: 500_000n };

/** What is done to many customers, on the service's database: its door, and the worker that carries it out. */
export function massActions({
  sql,
  peers,
  settings,
  currency,
  clock,
  log,
}: {
  readonly sql: Sql;
  readonly peers: Peers;
  readonly settings: Pick<SettingsViews, "history">;
  /** The one that services are configured with. */
  readonly currency: Currency;
  readonly clock: Clock;
  readonly log: Logger;
}) {
  const settingsNow = async () => settingsAt(await settings.history(), clock())?.settings ?? { ...usual, currency };
  const currencyNow = async () => (await settingsNow()).currency;
  const limitsNow = async () => {
    const { aloneCustomers: customers, aloneCents: cents } = await settingsNow();
    return { customers, cents };
  };
  const inTransaction = <T>(work: (records: MassRecords) => Promise<T>): Promise<T> =>
    sql.begin((tx) => work(massRecordsIn(tx))) as Promise<T>;
  const ids = {
    action: () => newId("massAction", clock().getTime()),
    entry: () => newId("entry"),
    claim: () => newId("claim"),
  };
  const worker = massActionsWorker({
    work: workOnMassActionsWith({
      work: massWorkIn(sql),
      neighbours: massNeighboursAt(peers, currencyNow),
      inTransaction,
      newId: ids,
      clock,
      failed: (actionId, err) => log.warn({ err, actionId }, "a customer of a mass action cannot be seen to now"),
    }),
    failed: (err) => log.error({ err }, "mass actions cannot go on now"),
  });
  const ports = { inTransaction, newId: ids, limitsNow, wake: () => worker.wake(), clock };
  const useCases = {
    views: massViewsIn(sql),
    prepare: prepareMassActionWith(ports),
    decide: decideMassActionWith(ports),
    currencyNow,
  };
  return {
    routes: (router: ConnectRouter) => void router.service(MassActionsService, massActionsRpc(useCases)),
    listen: () => worker.start(),
    close: () => worker.close(),
  };
}
