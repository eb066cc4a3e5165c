/** What billing-engine says a customer may use now. A higher version is newer. */
export type ServiceState = {
  readonly version: bigint;
  readonly level: "full" | "throttled" | "walled-garden" | "blocked";
  readonly downBitsPerSecond: bigint;
  readonly upBitsPerSecond: bigint;
  readonly reason: string;
  readonly sinceMs: number;
};

/** Events come again and, after a replay, from long ago: only what is newer counts. */
export function isNewer(next: ServiceState, current: ServiceState | undefined): boolean {
  return current === undefined || next.version > current.version;
}
