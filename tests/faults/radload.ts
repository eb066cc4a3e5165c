import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const source = fileURLToPath(new URL("../../bench/peers/radload.c", import.meta.url));

/** A C compiler and OpenSSL's headers: Debian's gcc, libc6-dev and libssl-dev. */
export const canBuildRadload = existsSync("/usr/bin/cc") && existsSync("/usr/include/openssl/md5.h");

/** The highest counters of each session that the server has acknowledged. */
export type Acknowledged = ReadonlyMap<string, { kind: string; up: bigint; down: bigint }>;

export type Load = {
  /** Ends when every session has run through: Start, interims, Stop, all acknowledged. */
  finished: Promise<{ acknowledged: Acknowledged; retransmitted: number; bad: number }>;
  stop(): void;
};

/** The bench's load generator: a process of its own, from many source ports, that notes what was acknowledged. */
export async function buildRadload() {
  const folder = await mkdtemp(join(tmpdir(), "beacom-faults-"));
  const program = join(folder, "radload");
  const built = spawnSync("cc", ["-O2", "-o", program, source, "-lcrypto"], { encoding: "utf8" });
  if (built.status !== 0) throw new Error(`radload cannot be built:\n${built.stderr}`);
  const running = new Set<ChildProcess>();
  return {
    put(load: {
      acctPort: number;
      secret: string;
      sessions: number;
      interims: number;
      perSecond: number;
      subscribers: number;
      /** The first session's number. */
      from: number;
    }): Load {
      const notes = join(folder, `acknowledged-${load.from}`);
      const options = {
        "-m": "cycle1",
        "-p": load.acctPort,
        "-k": load.secret,
        "-M": load.sessions,
        "-i": load.interims,
        "-r": load.perSecond,
        "-S": 48,
        "-K": load.subscribers,
        "-B": load.from,
        // A server that is killed takes with it what was on its way. It tries again soon, and never gives up: then it would tell of the
        // same Start as of a new one, at another time.
        "-w": 700,
        "-R": 1_000,
        "-N": "127.0.0.1",
        "-o": notes,
      };
      const child = spawn(
        program,
        ["-j", ...Object.entries(options).flatMap(([flag, value]) => [flag, String(value)])],
        {
          stdio: ["ignore", "pipe", "inherit"],
        },
      );
      running.add(child);
      let output = "";
      child.stdout.on("data", (chunk: Buffer) => void (output += chunk.toString()));
      const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
      return {
        stop: () => void child.kill("SIGTERM"),
        finished: ended.then(async () => {
          running.delete(child);
          const { retransmitted, bad } = JSON.parse(output) as { retransmitted: number; bad: number };
          return { acknowledged: readNotes(await readFile(notes, "utf8")), retransmitted, bad };
        }),
      };
    },
    async [Symbol.asyncDispose]() {
      for (const child of running) child.kill("SIGKILL");
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function readNotes(text: string): Acknowledged {
  const lines = text.split("\n").filter((line) => line !== "");
  return new Map(
    lines.map((line) => {
      const [id = "", , kind = "", up = "0", down = "0"] = line.split(",");
      return [id, { kind, up: BigInt(up), down: BigInt(down) }];
    }),
  );
}
