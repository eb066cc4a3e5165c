import { readFile } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";
import type { Bench, BenchOptions, Case } from "#bench";
import { firstAnswer } from "#cold-start/first-answer";
import { prepareFreeradiusFiles } from "#cold-start/freeradius-files";
import { prepareBeacomRadius } from "#radius/beacom-radius";
import { postgresSettings } from "#radius/contender";

type Started = { readonly seconds: number; readonly wholeSeconds: number; readonly megabytes: number };

/** A restart with a million subscribers: how long nobody is answered, and how much memory they take. */
export const coldStartBench: Bench = {
  about: "a start with 1,000,000 subscribers: the first answer and the memory, against FreeRADIUS with a users file",
  async run(options) {
    const many = options.quick ? 50_000 : 1_000_000;
    const beacom = await startBeacom(options, many);
    options.say(describe("Beacom", beacom));
    const peer = await startPeer(options, many);
    options.say(describe("FreeRADIUS", peer));
    const lower = (name: string, unit: string, ours: number, theirs: number, goal?: number): Case => ({
      case: `${name}, ${many} subscribers`,
      unit,
      beacom: ours,
      peer: theirs,
      ratio: Number((theirs / ours).toFixed(2)),
      ...(goal !== undefined && { goal }),
      lost: 0,
    });
    return {
      settings: [
        "Beacom's radius-server with its subscribers in PostgreSQL (passwords sealed); it answers while they are being read",
        "FreeRADIUS, rlm_files with as many users in its users file (nothing sealed), which it reads before it answers",
        `PostgreSQL of Beacom: ${Object.entries(postgresSettings)
          .map(([name, value]) => `${name}=${value}`)
          .join(" ")}; its memory is not counted`,
      ].join("\n"),
      cases: [
        lower("first answer after a start", "s", beacom.seconds, peer.seconds, 1),
        lower("every subscriber in memory", "s", beacom.wholeSeconds, peer.wholeSeconds),
        lower("memory of the server", "MB", beacom.megabytes, peer.megabytes),
      ],
    };
  },
};

async function startBeacom(options: BenchOptions, many: number): Promise<Started> {
  options.say(`writing ${many} subscribers into PostgreSQL`);
  const prepared = await prepareBeacomRadius(options, many);
  const began = performance.now();
  const launched = await prepared.launch();
  await firstAnswer(launched.authPort, many - 1);
  const seconds = since(began);
  while (!(await readFile(launched.log, "utf8")).includes("every subscriber is known")) await pause(100);
  const wholeSeconds = since(began);
  return { seconds, wholeSeconds, megabytes: await settledMegabytes(launched.pid) };
}

async function startPeer(options: BenchOptions, many: number): Promise<Started> {
  const prepared = await prepareFreeradiusFiles(options, many);
  const began = performance.now();
  const { pid, authPort } = await prepared.launch();
  await firstAnswer(authPort, many - 1);
  const seconds = since(began);
  return { seconds, wholeSeconds: seconds, megabytes: await settledMegabytes(pid) };
}

const since = (beganMs: number): number => Number(((performance.now() - beganMs) / 1000).toFixed(1));

/** What it keeps, after what the start left behind has been given back. */
async function settledMegabytes(pid: number): Promise<number> {
  await pause(10_000);
  const [, kilobytes = "0"] = /VmRSS:\s+(\d+)/.exec(await readFile(`/proc/${pid}/status`, "utf8")) ?? [];
  return Math.round(Number(kilobytes) / 1_000);
}

const describe = (name: string, { seconds, wholeSeconds, megabytes }: Started): string =>
  `  ${name}: first answer after ${seconds} s, all in memory after ${wholeSeconds} s, ${megabytes} MB`;
