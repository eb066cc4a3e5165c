import { randomInt } from "node:crypto";
import { createSocket } from "node:dgram";
import { createServer } from "node:net";
import { Problem } from "#console/problem";
import { holderOf } from "#installation/port-holder";

export type Ports = {
  gateway: number;
  webhook: number;
  radiusAuth: number;
  radiusAcct: number;
  coreRpc: number;
  radiusRpc: number;
  coreOps: number;
  radiusOps: number;
  postgres: number;
  paystack: number;
  nasCoa: number;
  radiusRadsec: number;
};

const usual: Ports = {
  gateway: 8080,
  webhook: 8081,
  radiusAuth: 1812,
  radiusAcct: 1813,
  coreRpc: 50_051,
  radiusRpc: 50_064,
  coreOps: 9100,
  radiusOps: 9101,
  postgres: 54_320,
  paystack: 8090,
  nasCoa: 3799,
  radiusRadsec: 2083,
};

const names = Object.keys(usual) as (keyof Ports)[];
const datagrams: readonly (keyof Ports)[] = ["radiusAuth", "radiusAcct", "nasCoa"];
/** The NAS is not started by `up`; its port is only where CoA is sent to. */
const notOurs: readonly (keyof Ports)[] = ["nasCoa"];
const purposes: Record<keyof Ports, string> = {
  gateway: "the portal and the API",
  webhook: "payment callbacks",
  radiusAuth: "RADIUS authentication",
  radiusAcct: "RADIUS accounting",
  coreRpc: "calls between processes",
  radiusRpc: "calls between processes",
  coreOps: "health and metrics",
  radiusOps: "health and metrics",
  postgres: "PostgreSQL",
  paystack: "the Paystack sandbox",
  nasCoa: "the demo NAS",
  radiusRadsec: "RadSec",
};

export function portsFrom(base: number | undefined): Ports {
  if (base === undefined) return usual;
  const numbered = names.map((name, offset) => [name, base + offset] as const);
  return Object.fromEntries(numbered) as Ports;
}

/** A base above which every port is free now, for a run beside others. Below the range that Linux hands out to clients. */
export async function freePortBase(): Promise<number> {
  for (let attempt = 0; attempt < 50; attempt++) {
    const base = randomInt(1_100, 1_600) * 20;
    if ((await busyPorts(portsFrom(base), names)).length === 0) return base;
  }
  throw new Problem("no block of twelve free ports was found between 22000 and 32000");
}

export type BusyPort = { name: keyof Ports; port: number; protocol: "tcp" | "udp"; purpose: string };

export async function busyPorts(
  ports: Ports,
  wanted: readonly (keyof Ports)[] = names.filter((name) => !notOurs.includes(name)),
): Promise<BusyPort[]> {
  const checked = await Promise.all(
    wanted.map(async (name) => {
      const protocol = datagrams.includes(name) ? ("udp" as const) : ("tcp" as const);
      const free = await (protocol === "udp" ? canBind(ports[name]) : canListen(ports[name]));
      return free ? [] : [{ name, port: ports[name], protocol, purpose: purposes[name] }];
    }),
  );
  return checked.flat();
}

export async function refuseBusyPorts(ports: Ports): Promise<void> {
  const busy = await busyPorts(ports);
  if (busy.length === 0) return;
  const lines = await Promise.all(
    busy.map(async ({ port, protocol, purpose }) => {
      const holder = await holderOf(port, protocol);
      return `port ${port}/${protocol} (${purpose}) is in use${holder ? ` by ${holder}` : ""}`;
    }),
  );
  throw new Problem(lines.join("\n"), [
    "Stop what holds it, or choose other ports for everything:",
    `./beacom up --port-base ${await freePortBase()}`,
  ]);
}

function canListen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen({ port, host: "127.0.0.1", exclusive: true }, () => server.close(() => resolve(true)));
  });
}

function canBind(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createSocket("udp4");
    socket.once("error", () => {
      socket.close();
      resolve(false);
    });
    socket.bind({ port, address: "127.0.0.1", exclusive: true }, () => socket.close(() => resolve(true)));
  });
}
