import { readFileSync } from "node:fs";

/** Datagrams that the kernel has dropped because nobody took them out of a full receive buffer, for the sockets of a port; Linux only. */
export function socketDrops(port: number): number {
  return dropsIn(textOf("/proc/net/udp"), port) + dropsIn(textOf("/proc/net/udp6"), port);
}

/** The last column, where the local address ends with the port in hexadecimal. */
export function dropsIn(table: string, port: number): number {
  const wanted = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  return table
    .split("\n")
    .map((line) => line.trim().split(/\s+/))
    .filter((columns) => columns[1]?.endsWith(wanted))
    .reduce((sum, columns) => sum + (Number(columns.at(-1)) || 0), 0);
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
