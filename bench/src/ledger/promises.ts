import type { Side } from "#ledger/side";

/** A side asked by so many callers at once. */
export type Run = { readonly side: Side; readonly callers: number };

/** What is compared and promised. Of several runs of a side, the best counts. */
export type Comparison = {
  readonly name: string;
  readonly unit: string;
  readonly beacom: readonly Run[];
  /** A number is a rate that was promised by itself. */
  readonly peer: readonly Run[] | number;
  readonly goal: number;
};

type Sides = Readonly<
  Record<
    | "append"
    | "appendPlain"
    | "appendTuned"
    | "appendEmmett"
    | "transferStore"
    | "transferEngine"
    | "transferPlain"
    | "charging"
    | "chargingPeer",
    Side
  >
>;

const few = 16;
const some = 64;
const lots = 256;
/** As many as a busy hour has under way: a queue in front of one writer lives from them, a connection for each does not. */
const many = 1_024;

export function comparisonsOf(sides: Sides): readonly Comparison[] {
  const runs = (side: Side, ...callers: number[]): Run[] => callers.map((each) => ({ side, callers: each }));
  const plain = (...callers: number[]) => runs(sides.appendPlain, ...callers);
  const transfers = runs(sides.transferPlain, few, some);
  return [
    {
      name: "append, 16 callers: a transaction for each event",
      unit: "events/s",
      beacom: runs(sides.append, few),
      peer: plain(few),
      goal: 8,
    },
    {
      name: "append, 64 callers: a transaction for each event",
      unit: "events/s",
      beacom: runs(sides.append, some),
      peer: plain(some),
      goal: 8,
    },
    {
      name: "append, 1024 callers: emmett at its best",
      unit: "events/s",
      beacom: runs(sides.append, many),
      peer: runs(sides.appendEmmett, few, some),
      goal: 8,
    },
    {
      name: "append, 1024 callers: one tuned statement for each event, at its best",
      unit: "events/s",
      beacom: runs(sides.append, many),
      peer: runs(sides.appendTuned, few, some),
      goal: 4,
    },
    {
      name: "append, 1024 callers: the floor",
      unit: "events/s",
      beacom: runs(sides.append, many),
      peer: 10_000,
      goal: 1,
    },
    {
      name: "transfers on the event store, 1024 callers: a transaction for each, at its best",
      unit: "transfers/s",
      beacom: runs(sides.transferStore, many),
      peer: transfers,
      goal: 8,
    },
    {
      name: "transfers of the billing engine, 1024 callers: a transaction for each, at its best",
      unit: "transfers/s",
      beacom: runs(sides.transferEngine, many),
      peer: transfers,
      goal: 8,
    },
    {
      name: "charging decisions, each side at its best: FreeRADIUS sqlcounter, which only reads",
      unit: "decisions/s",
      beacom: runs(sides.charging, some, lots),
      peer: runs(sides.chargingPeer, some, lots),
      goal: 3,
    },
  ];
}
