import { outboxMigrations, serveFeed } from "@beacom/outbox";
import type { Sql } from "@beacom/postgres";
import { BillingEvents } from "@beacom/proto/billing/v1/billing";
import { IdentityEvents } from "@beacom/proto/identity/v1/identity";
import { PaymentsEvents } from "@beacom/proto/payments/v1/payments";
import { RadiusEvents } from "@beacom/proto/radius/v1/radius";
import type { Logger, ServiceModule } from "@beacom/runtime";
import { testDatabase } from "@beacom/testing";

export const sourceNames = ["identity", "billing", "payments", "radius"] as const;
export type SourceName = (typeof sourceNames)[number];
export type Sources<T> = Record<SourceName, T>;

const offers = {
  identity: IdentityEvents,
  billing: BillingEvents,
  payments: PaymentsEvents,
  radius: RadiusEvents,
} satisfies Sources<unknown>;

/** Stand for the services that are followed, which are known here only by their feeds. */
export const sourceModules = (sources: Sources<Sql>, log: Logger): ServiceModule[] =>
  sourceNames.map((name) => ({
    name: `source-${name}`,
    offers: [offers[name]],
    readConfig: () => ({}),
    async start() {
      const feed = serveFeed({ sql: sources[name], log });
      return {
        routes: (router) =>
          void router.service(offers[name], { follow: (request, context) => feed.follow(request, context) }),
        close: () => feed.close(),
      };
    },
  }));

/** A database with an outbox for each of them. */
export async function sourceDatabases(): Promise<Sources<Awaited<ReturnType<typeof testDatabase>>>> {
  const made = await Promise.all(
    sourceNames.map(
      async (schema) => [schema, await testDatabase({ schema, migrations: [outboxMigrations] })] as const,
    ),
  );
  return Object.fromEntries(made) as Sources<Awaited<ReturnType<typeof testDatabase>>>;
}
