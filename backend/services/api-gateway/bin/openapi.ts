import { writeFileSync } from "node:fs";
import { pino } from "pino";
import { liveView } from "#application/live-view";
import { GatewayConfig } from "#config";
import { gatewayApp } from "#transport/app";
import type { Services } from "#transport/routes/route-context";

/** Writes the OpenAPI document of the public API to the given file, for the client packages: `node bin/openapi.ts FILE`. */
const file = process.argv[2];
if (!file) throw new Error("say which file to write: node bin/openapi.ts FILE");
const unreachable = new Proxy(
  {},
  { get: () => () => Promise.reject(new Error("nothing is called to write a document")) },
);
const services = {
  identity: unreachable,
  accounts: unreachable,
  staff: unreachable,
  team: unreachable,
  billing: unreachable,
  postpaid: unreachable,
  vouchers: unreachable,
  payments: unreachable,
  radius: unreachable,
  notification: unreachable,
};
const app = await gatewayApp(
  {
    services: services as unknown as Services,
    call: () => Promise.reject(new Error("nothing is called to write a document")),
    stream: () => {
      throw new Error("nothing is called to write a document");
    },
    customers: { idOf: async () => undefined, endingOf: async () => null },
    live: liveView({ readAccount: async () => undefined, epoch: "" }),
    config: GatewayConfig.parse({}),
    publicUrl: () => "http://127.0.0.1:8080",
  },
  {
    tokens: { verify: () => Promise.reject(new Error("no tokens")) },
    ended: { has: () => false },
    limiter: { spend: async () => ({ allowed: true, standings: [] }), close: async () => {} },
    log: pino({ level: "silent" }),
    onAnswer: () => {},
    onProblem: () => {},
  },
);
await app.ready();
writeFileSync(file, `${JSON.stringify(app.swagger(), null, 2)}\n`);
await app.close();
