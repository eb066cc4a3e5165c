import { existsSync, rmSync, writeFileSync } from "node:fs";
import { Problem } from "#console/problem";
import { runProgram } from "#checks/run-program";

/** Debian's packages of what Beacom is tested against and compared with. */
export const peerPackages = [
  "freeradius",
  "freeradius-utils",
  "freeradius-postgresql",
  "freeradius-mysql",
  "mariadb-server",
  "eapoltest",
  "hostapd",
  "wpasupplicant",
  "iproute2",
  "radsecproxy",
  "openssl",
  "tcpdump",
  "chromium",
  "fonts-dejavu-core",
  "hledger",
  "redis-server",
  "gcc",
  "libc6-dev",
  "make",
  "libssl-dev",
];

export async function installPeers(report: (line: string) => void): Promise<string> {
  const missing: string[] = [];
  for (const name of peerPackages) {
    const { code, output } = await runProgram("dpkg-query", ["-W", "-f=${db:Status-Abbrev}", name]).catch(() => ({
      code: 1,
      output: "",
    }));
    if (code !== 0 || !output.startsWith("ii")) missing.push(name);
  }
  if (missing.length === 0) return "all there already";
  const asRoot = process.getuid?.() === 0 ? [] : ["sudo", "-n"];
  const apt = async (...args: string[]) => {
    const [command = "apt-get", ...rest] = [...asRoot, "apt-get", ...args];
    const env = { DEBIAN_FRONTEND: "noninteractive" };
    const result = await runProgram(command, rest, { env, onLine: report }).catch((error: unknown) => {
      throw new Problem(
        "the peers cannot be installed: this needs Debian's apt-get, as root or with sudo",
        [`By hand: apt-get install ${missing.join(" ")}`],
        { cause: error },
      );
    });
    if (result.code !== 0) {
      throw new Problem(`apt-get ${args.join(" ")} failed:\n${result.errors.split("\n").slice(-8).join("\n")}`, [
        "Is the network there, and the disk not full?",
      ]);
    }
  };
  const allowAgain = forbidStarting();
  try {
    await apt("update", "-q");
    await apt("install", "-y", "-q", "--no-install-recommends", ...missing);
  } finally {
    allowAgain();
  }
  return `installed ${missing.join(", ")}`;
}

/** Debian starts a server when it is installed; one on RADIUS' ports is in the way. Its own switch against that is this file. */
function forbidStarting(): () => void {
  const policy = "/usr/sbin/policy-rc.d";
  if (existsSync(policy) || process.getuid?.() !== 0) return () => undefined;
  writeFileSync(policy, "#!/bin/sh\nexit 101\n", { mode: 0o755 });
  return () => rmSync(policy, { force: true });
}
