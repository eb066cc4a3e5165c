/**
 * Subscribers in bulk, for load tests and demos: user00000… with their passwords sealed and a full service, and a router.
 *
 *   RADIUS_DATABASE_URL=… RADIUS_SEALING_KEY=… node bin/seed.ts --subscribers 10000 --secret a-shared-secret
 */
import { parseArgs } from "node:util";
import { connect } from "@beacom/postgres";
import { seedSubscribers } from "#adapters/seed-subscribers";
import { sealingWith } from "#adapters/sealing";
import { readRadiusConfig } from "#config";

const { values } = parseArgs({
  options: {
    subscribers: { type: "string", default: "10000" },
    "username-prefix": { type: "string", default: "user" },
    "password-prefix": { type: "string", default: "pass" },
    address: { type: "string", default: "127.0.0.1" },
    secret: { type: "string", default: "testing123" },
    vendor: { type: "string", default: "mikrotik" },
  },
});
const config = readRadiusConfig(process.env);
const sql = connect(config.databaseUrl, { max: 1, name: "radius-seed" });
await seedSubscribers(sql, sealingWith(config.sealingKeys), {
  subscribers: Number(values.subscribers),
  usernamePrefix: values["username-prefix"],
  passwordPrefix: values["password-prefix"],
  nas: { address: values.address, secret: values.secret, vendor: values.vendor },
});
await sql.end();
process.stdout.write(`${values.subscribers} subscribers and one router are in the database\n`);
