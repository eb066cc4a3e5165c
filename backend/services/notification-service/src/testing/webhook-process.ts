import { randomBytes } from "node:crypto";
import { connect, type Sql } from "@beacom/postgres";
import { openLog, startServices } from "@beacom/runtime";
import { notificationService } from "#module";
import { type Sources, sourceModules, sourceNames } from "#testing/sources";

/** notification-service in a process of its own, that a test may kill; it ends with the test in any case. */
process.on("disconnect", () => process.kill(process.pid, "SIGKILL"));
const log = openLog({ level: "warn" });
const urlOf = (name: string) => process.env[`SOURCE_${name.toUpperCase()}`] ?? "";
const sources = Object.fromEntries(
  sourceNames.map((name) => [name, connect(urlOf(name), { max: 2, name: "source" })]),
) as Sources<Sql>;
await startServices(
  {
    here: [...sourceModules(sources, log), notificationService],
    elsewhere: {},
    log,
    runtime: { internalKey: randomBytes(32) },
  },
  process.env,
);
process.send?.({ ready: true });
