import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { freePorts } from "../placements/free-ports.ts";
import { type FreeradiusConfig, freeradiusConfig } from "./freeradius-config.ts";
import { findProgram, type Program, startProgram } from "./program.ts";

const program = findProgram("freeradius");
export const freeradiusInstalled: boolean = program !== undefined;
export const dictionaryFolder = "/usr/share/freeradius";

export type Freeradius = {
  authPort: number;
  acctPort: number;
  coaPort: number;
  /** What it was told in accounting, in FreeRADIUS' own words. */
  accounted(): Promise<string>;
  /** Each CoA-Request and Disconnect-Request that it got: attributes by FreeRADIUS' names, with all their values. */
  asked(): Promise<DetailRecord[]>;
  /** It is gone for a while, and is there again with the same ports. */
  halt(): Promise<void>;
  resume(): Promise<void>;
  stop(): Promise<void>;
};

export type DetailRecord = Readonly<Record<string, readonly string[]>>;

/** Debian's FreeRADIUS, started from a folder of its own. */
export async function startFreeradius(
  options: Pick<FreeradiusConfig, "secret" | "recvCoa" | "proxyTo"> & {
    /** 127.0.0.1 unless given. */
    address?: string;
    /** In the format of its users file. */
    users?: string;
    /** Of its EAP methods, in PEM. */
    eap?: { certificatePem: string; privateKeyPem: string; authorityPem: string };
  },
): Promise<Freeradius> {
  const folder = await mkdtemp(join(tmpdir(), "beacom-freeradius-"));
  const port = await freePorts(["auth", "acct", "coa"]);
  const ports = { authPort: port("auth"), acctPort: port("acct"), coaPort: port("coa") };
  for (const name of ["log", "run"]) await mkdir(join(folder, name));
  const { users = "", eap, address = "127.0.0.1", ...rest } = options;
  const files = {
    users,
    dictionary: `$INCLUDE ${dictionaryFolder}/dictionary\n`,
    ...(eap && { "eap.pem": eap.certificatePem, "eap.key": eap.privateKeyPem, "eap-authority.pem": eap.authorityPem }),
    "radiusd.conf": freeradiusConfig({ folder, address, ...ports, eap: eap !== undefined, ...rest }),
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  let running: Program | undefined;
  const written = (name: string) => readFile(join(folder, "log", name), "utf8").catch(() => "");

  async function resume(): Promise<void> {
    const log = join(folder, "log/radius.log");
    await rm(log, { force: true });
    running = startProgram(program!, ["-f", "-d", folder, "-l", log]);
    for (const deadline = Date.now() + 20_000; ; await pause(50)) {
      const text = await written("radius.log");
      if (text.includes("Ready to process requests")) return;
      if (running.isRunning() && Date.now() < deadline) continue;
      await stop();
      throw new Error(`FreeRADIUS did not start: ${text}${running.said()}`);
    }
  }
  async function stop(): Promise<void> {
    await running?.stop();
    await rm(folder, { recursive: true, force: true });
  }
  await resume();
  return {
    ...ports,
    accounted: () => written("accounted"),
    asked: async () => recordsIn(await written("asked")),
    halt: async () => running?.stop(),
    resume,
    stop,
  };
}

/** The format of its detail files: a date, then a line for each attribute, and an empty line. */
export function recordsIn(detail: string): DetailRecord[] {
  const records = detail.split("\n\n").filter((record) => record.includes("\t"));
  return records.map((record) => {
    const attributes: Record<string, string[]> = {};
    for (const [, name = "", value = ""] of record.matchAll(/^\t([\w.-]+)(?::\d+)? = (.*)$/gm)) {
      (attributes[name] ??= []).push(value.replace(/^"(.*)"$/, "$1"));
    }
    return attributes;
  });
}
