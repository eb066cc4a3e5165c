import type { Happened } from "#application/streams";

/** An event of any kind: whose history it belongs to, and its place among all events. */
export type ReplayedFact = {
  /** The kind of history: `account`, `catalogue`, `postpaid`. */
  readonly name: string;
  readonly id: string;
  readonly position: bigint;
  readonly event: Happened;
};

export type ProjectionsRebuild = {
  /** Rebuilds every projection aside, shows each event on the way, and says in words where the live ones differ. */
  compare(see: (fact: ReplayedFact) => void): Promise<readonly string[]>;
  /** Whether a version before this one wrote the projections, so that they must be rebuilt. */
  isOld(): Promise<boolean>;
  /** Rebuilds every projection while serving, and puts right the rows that differ. */
  rebuild(): Promise<{ readonly events: bigint; readonly rowsPutRight: Readonly<Record<string, number>> }>;
};
