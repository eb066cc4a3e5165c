import { once } from "node:events";
import { catalogue } from "@beacom/main";
import { BillingEvents, ServiceLevel, ServiceStateChangedSchema } from "@beacom/proto/billing/v1/billing";
import { type EventBatch, EventBatchSchema } from "@beacom/proto/events/v1/events";
import { CustomerVerifiedSchema, IdentityEvents } from "@beacom/proto/identity/v1/identity";
import { RadiusService } from "@beacom/proto/radius/v1/radius";
import { openLog, type ServiceModule, startServices } from "@beacom/runtime";
import { eventually, testDatabase } from "@beacom/testing";
import { create, toJsonString } from "@bufbuild/protobuf";
import { timestampNow } from "@bufbuild/protobuf/wkt";

export const customerId = "cus_0192d0c0-0000-7000-8000-000000000001";

export type RunningRadiusServer = Awaited<ReturnType<typeof startRadiusServer>>;

/** Beacom's radius-server with one customer in full service, who was verified and paid in the usual way: by events. */
export async function startRadiusServer(options: { secret: string; ports: { auth: number; acct: number } }) {
  const module = await catalogue["radius-server"]!.load();
  const database = await testDatabase(module.database!);
  const verified = toJsonString(
    CustomerVerifiedSchema,
    create(CustomerVerifiedSchema, { customerId, phone: "+27820000001", name: "Thandi", language: "zu" }),
  );
  const service = { version: 1n, level: ServiceLevel.FULL, reason: "in-bundle", since: timestampNow() };
  const rate = { downBitsPerSecond: 20_000_000n, upBitsPerSecond: 5_000_000n };
  const changed = toJsonString(
    ServiceStateChangedSchema,
    create(ServiceStateChangedSchema, { customerId, service: { ...service, rate } }),
  );
  const services = await startServices(
    {
      here: [
        oneEvent("identity", IdentityEvents, CustomerVerifiedSchema.typeName, verified),
        oneEvent("billing-engine", BillingEvents, ServiceStateChangedSchema.typeName, changed),
        module,
      ],
      elsewhere: {},
      runtime: { logLevel: "silent" },
      log: openLog({ level: "silent" }),
    },
    {
      RADIUS_DATABASE_URL: database.url,
      RADIUS_SEALING_KEY: Buffer.alloc(32, 7).toString("base64"),
      RADIUS_BIND: "127.0.0.1",
      RADIUS_AUTH_PORT: String(options.ports.auth),
      RADIUS_ACCT_PORT: String(options.ports.acct),
      RADIUS_RADSEC_PORT: "0",
    },
  );
  const rpc = services.peers.client(RadiusService);
  await rpc.putNas({
    name: "tower-1",
    address: "127.0.0.1",
    secret: options.secret,
    vendor: "mikrotik",
    coaPort: 3799,
    requireMessageAuthenticator: "auto",
  });
  let credential = { username: "", password: "" };
  await eventually(async () => {
    credential = await rpc.getCredential({ customerId });
  });
  return {
    ...credential,
    sessions: async () => (await rpc.listSessions({ customerId, limit: 10 })).sessions,
    async stop() {
      await services.close();
      await database.close();
    },
  };
}

/** A peer that has one thing to tell, and then nothing more. */
function oneEvent(
  name: string,
  service: typeof IdentityEvents | typeof BillingEvents,
  type: string,
  json: string,
): ServiceModule {
  async function* follow(
    { afterPosition }: { afterPosition: bigint },
    { signal }: { signal: AbortSignal },
  ): AsyncIterable<EventBatch> {
    const event = { position: 1n, type, key: customerId, json, at: timestampNow() };
    yield create(EventBatchSchema, { events: afterPosition < 1n ? [event] : [], head: 1n });
    if (!signal.aborted) await once(signal, "abort");
  }
  return {
    name,
    offers: [service],
    readConfig: () => undefined,
    start: () =>
      Promise.resolve({
        routes: (router) => void router.service(service as typeof IdentityEvents, { follow }),
        close: () => Promise.resolve(),
      }),
  };
}
