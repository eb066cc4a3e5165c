import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { needPackages, run } from "#command";

const source = fileURLToPath(new URL("../../peers/radload.c", import.meta.url));

export type Load = {
  mode: "pap" | "chap" | "mschapv2" | "start" | "interim";
  port: number;
  secret: string;
  outstanding: number;
  /** Sent at this pace, each with its latency from when it should have gone out, instead of as fast as answers come. */
  requestsPerSecond?: number;
  /** Ends after so many, without a warm-up. */
  requests?: number;
  seconds?: number;
  warmupSeconds?: number;
  subscribers: number;
  sessions?: number;
  /** Number of the first session, so that each run has sessions of its own. */
  firstSession?: number;
  /** Where to write what the server has acknowledged, session by session. */
  acknowledgedTo?: string;
  processes: Readonly<Record<string, number>>;
};

export type Measured = {
  rate: number;
  done: number;
  accepted: number;
  acct: number;
  lost: number;
  bad: number;
  retransmitted: number;
  p50_us: number;
  p99_us: number;
  cpu_us_server?: number;
  cpu_us_postgres?: number;
};

export type Radload = { put(load: Load): Promise<Measured>; [Symbol.asyncDispose](): Promise<void> };

/** The load generator in bench/peers, compiled for this machine. It verifies every reply and runs on its own, not in Node. */
export async function buildRadload(say: (line: string) => void): Promise<Radload> {
  await needPackages({ gcc: "/usr/bin/cc", "libssl-dev": "/usr/include/openssl/md5.h" }, say);
  const folder = await mkdtemp(join(tmpdir(), "beacom-radload-"));
  const program = join(folder, "radload");
  await run("cc", ["-O2", "-o", program, source, "-lcrypto"]);
  return {
    async put(load) {
      const output = await run(program, argumentsOf(load));
      return JSON.parse(output) as Measured;
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

function argumentsOf(load: Load): string[] {
  const options: Record<string, string | number | undefined> = {
    "-p": load.port,
    "-k": load.secret,
    "-m": load.mode,
    "-c": load.outstanding,
    "-r": load.requestsPerSecond,
    "-n": load.requests,
    "-t": load.seconds,
    "-W": load.warmupSeconds,
    "-K": load.subscribers,
    "-M": load.sessions,
    "-B": load.firstSession,
    "-N": "127.0.0.1",
    "-o": load.acknowledgedTo,
  };
  return [
    "-j",
    ...Object.entries(options).flatMap(([flag, value]) => (value === undefined ? [] : [flag, String(value)])),
    ...Object.entries(load.processes).flatMap(([name, pid]) => ["-C", `${name}=${pid}`]),
  ];
}
