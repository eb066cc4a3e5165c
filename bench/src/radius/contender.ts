/** One of the two servers under test, ready to be asked. */
export type Contender = {
  name: string;
  settings: string;
  authPort: number;
  acctPort: number;
  secret: string;
  /** Whose CPU time counts, by process tree. */
  processes: { server: number; postgres: number };
  /** What its database holds for each session that was reported. */
  stored(): Promise<ReadonlyMap<string, StoredTotals>>;
};

export type StoredTotals = { octetsUp: bigint; octetsDown: bigint };

export const subscribers = 10_000;
/** As radload names them, and radius-server's seed. */
export const usernameOf = (n: number): string => `user${String(n).padStart(5, "0")}`;
export const passwordOf = (n: number): string => `pass${String(n).padStart(5, "0")}`;
export const downBitsPerSecond = 20_000_000;
export const upBitsPerSecond = 5_000_000;

/** The same for both, each with a cluster of its own: durable at every commit, and no checkpoint in the middle of a run. */
export const postgresSettings: Readonly<Record<string, string>> = {
  fsync: "on",
  synchronous_commit: "on",
  shared_buffers: "256MB",
  max_wal_size: "4GB",
  checkpoint_timeout: "30min",
  max_connections: "100",
};
