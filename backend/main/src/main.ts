import { setTimeout as pause } from "node:timers/promises";
import { openLog, type RunningServices, startServices } from "@beacom/runtime";
import { readPlacement } from "#placement";

const log = openLog(process.env["BEACOM_LOG_LEVEL"] ? { level: process.env["BEACOM_LOG_LEVEL"] } : {});
const stopWithinMs = 20_000;

/** A process in an unknown state serves nobody: it says why and ends, and the supervisor starts it again. */
function die(reason: string): (err: unknown) => void {
  return (err) => {
    log.fatal({ err }, reason);
    process.exit(1);
  };
}
process.on("uncaughtException", die("an exception that nobody caught"));
process.on("unhandledRejection", die("a rejection that nobody handled"));

let app: RunningServices | undefined;
let stopping = false;
function stop(signal: string): void {
  if (stopping) return;
  stopping = true;
  log.info({ signal }, "stopping");
  setTimeout(() => die("stopping took too long")(undefined), stopWithinMs).unref();
  // A signal during the start ends it at once: nothing was promised to anybody yet.
  const closed = app ? app.close() : Promise.resolve();
  closed.then(() => {
    log.info("stopped");
    process.exit(0);
  }, die("the stop failed"));
}
process.on("SIGTERM", stop);
process.on("SIGINT", stop);

try {
  app = await startServices({ ...(await readPlacement(process.env)), log }, process.env);
} catch (err) {
  die("the start failed")(err);
}

let reported = "";
for (;;) {
  const reasons = await app!.notReady();
  if (stopping || Object.keys(reasons).length === 0) break;
  const now = JSON.stringify(reasons);
  if (now !== reported) log.info({ reasons }, "not ready yet");
  reported = now;
  await pause(100);
}
if (!stopping) {
  log.info({ url: app!.url, rpcPort: app!.rpcPort, opsPort: app!.opsPort }, "ready");
  process.send?.({ ready: true });
}
