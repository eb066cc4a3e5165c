import type { Env, Placement } from "@beacom/runtime";
import { catalogue } from "#catalogue";

/** BEACOM_SERVICES is `all` (the default) or a comma list; the others are found at BEACOM_PEER_<NAME>. */
export async function readPlacement(env: Env): Promise<Pick<Placement, "here" | "elsewhere">> {
  const names = servicesIn(env);
  const elsewhere = Object.entries(catalogue).flatMap(([name, { offers }]) => {
    const address = env[peerVariable(name)];
    if (!address || names.includes(name)) return [];
    if (!URL.canParse(address)) throw new Error(`${peerVariable(name)} is not an address: ${address}`);
    return offers.map((service) => [service.typeName, address] as const);
  });
  return {
    here: await Promise.all(names.map((name) => catalogue[name]!.load())),
    elsewhere: Object.fromEntries(elsewhere),
  };
}

/** In the catalogue's order, whatever order they are named in. */
export function servicesIn(env: Env): readonly string[] {
  const wanted = (env["BEACOM_SERVICES"] || "all").split(",").map((name) => name.trim());
  if (wanted.includes("all")) return Object.keys(catalogue);
  const unknown = wanted.filter((name) => !(name in catalogue));
  if (unknown.length > 0) {
    const known = Object.keys(catalogue).join(", ");
    throw new Error(`BEACOM_SERVICES names no such service: ${unknown.join(", ")}. There are: ${known}`);
  }
  return Object.keys(catalogue).filter((name) => wanted.includes(name));
}

export const peerVariable = (service: string): string => `BEACOM_PEER_${service.toUpperCase().replaceAll("-", "_")}`;
