export type HomeServer = {
  readonly name: string;
  readonly address: string;
  readonly authPort: number;
  readonly acctPort: number;
  readonly transport: "udp" | "radsec";
  /** The name in its certificate; its address when absent. */
  readonly tlsName: string | undefined;
  /** Whose certificates it may have; Beacom's own authority when absent. */
  readonly tlsAuthorityPem: string | undefined;
  /** How long it may take to answer before the next one is asked. */
  readonly patienceMs: number;
};

/** What is known of a server: `silent` is not asked again until it answers a Status-Server, or nobody else is left. */
export type ServerHealth = { readonly state: "unknown" | "alive" | "silent"; readonly sinceMs: number };

/** The order in which servers are asked: those that answer first, in the operator's order or each in its turn. */
export function askingOrder(
  names: readonly string[],
  healthOf: (name: string) => ServerHealth,
  order: "failover" | "balance",
  turn: number,
): readonly string[] {
  const answering = names.filter((name) => healthOf(name).state !== "silent");
  // The one that has been silent longest may be back soonest.
  const silent = names
    .filter((name) => healthOf(name).state === "silent")
    .toSorted((a, b) => healthOf(a).sinceMs - healthOf(b).sinceMs);
  if (order === "failover" || answering.length < 2) return [...answering, ...silent];
  const first = turn % answering.length;
  return [...answering.slice(first), ...answering.slice(0, first), ...silent];
}
