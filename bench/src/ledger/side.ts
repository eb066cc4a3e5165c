import { closedLoop, type Measured } from "#ledger/closed-loop";

export type Load = { readonly callers: number; readonly seconds: number; readonly warmupSeconds: number };

/** One way to do the work of a case. */
export type Side = {
  readonly name: string;
  readonly settings: string;
  /** On a database of its own; throws if that does not hold what was answered. */
  measure(load: Load): Promise<Measured>;
};

/** What callers in this process ask of a side. */
export type Work = {
  /** One piece of work for one of the callers, durable when it is answered. */
  once(caller: number): Promise<"done" | "refused">;
  /** Compares the database with what was answered, and throws. */
  prove(answered: { readonly done: number; readonly refused: number }): Promise<void>;
  close(): Promise<void>;
};

export const sideOf = (side: {
  readonly name: string;
  readonly settings: string;
  open(callers: number): Promise<Work>;
}): Side => ({
  name: side.name,
  settings: side.settings,
  async measure(load) {
    const work = await side.open(load.callers);
    try {
      const measured = await closedLoop({ ...load, once: (caller) => work.once(caller) });
      await work.prove(measured.answered);
      return measured;
    } finally {
      await work.close();
    }
  },
});
