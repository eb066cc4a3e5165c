import { readdir, readFile, readlink } from "node:fs/promises";
import { basename } from "node:path";

/** Who has the port, as "name (process 123)", as far as this user may see it. Linux only; elsewhere nothing is known. */
export async function holderOf(port: number, protocol: "tcp" | "udp"): Promise<string | undefined> {
  try {
    const sockets = new Set((await Promise.all([socketsOn(port, protocol), socketsOn(port, `${protocol}6`)])).flat());
    if (sockets.size === 0) return undefined;
    for (const pid of (await readdir("/proc")).filter((entry) => /^\d+$/.test(entry))) {
      if (await holdsAny(pid, sockets)) {
        return `${await commandOf(pid)} (process ${pid})`;
      }
    }
  } catch {
    // Not Linux, or /proc is closed to this user.
  }
  return undefined;
}

/** Socket inodes bound to the port; of TCP only the listening ones. proc(5), /proc/net/tcp. */
async function socketsOn(port: number, table: string): Promise<string[]> {
  const listening = "0A";
  const lines = (await readFile(`/proc/net/${table}`, "utf8")).split("\n").slice(1);
  return lines.flatMap((line) => {
    const [, local = "", , state, , , , , , inode] = line.trim().split(/\s+/);
    const bound = Number.parseInt(local.split(":")[1] ?? "", 16) === port;
    return bound && inode !== undefined && (table.startsWith("udp") || state === listening) ? [inode] : [];
  });
}

async function holdsAny(pid: string, sockets: ReadonlySet<string>): Promise<boolean> {
  const descriptors = await readdir(`/proc/${pid}/fd`).catch(() => []);
  for (const descriptor of descriptors) {
    const target = await readlink(`/proc/${pid}/fd/${descriptor}`).catch(() => "");
    const inode = /^socket:\[(\d+)\]$/.exec(target)?.[1];
    if (inode !== undefined && sockets.has(inode)) return true;
  }
  return false;
}

/** The program and what it runs: "node main.ts" tells more than the name of its thread. */
async function commandOf(pid: string): Promise<string> {
  const [program = "", ...args] = (await readFile(`/proc/${pid}/cmdline`, "utf8")).split("\0");
  const script = args.find((arg) => arg.includes("/") && !arg.startsWith("-") && !arg.startsWith("file:"));
  const names = [program, script ?? ""].map((path) => basename(path.split(" ")[0] ?? ""));
  return names.filter(Boolean).join(" ");
}
