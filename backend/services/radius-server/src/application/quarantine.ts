import type { AccountingWriter } from "#application/accounting-writer";
import type { Work } from "#application/accounting-batch";
import { type Result, ok, refuse } from "@beacom/result";

export type Quarantined = {
  readonly id: bigint;
  readonly receivedAt: Date;
  readonly nasId: string;
  readonly reason: string;
  readonly report: Record<string, unknown>;
};

export type QuarantineStore = {
  list(limit: number): Promise<readonly Quarantined[]>;
  read(id: bigint): Promise<{ work: StoredWork } | undefined>;
  remove(id: bigint): Promise<boolean>;
  count(): Promise<number>;
};

/** As it was taken in; without the promise to answer, which is long fulfilled. */
export type StoredWork = Omit<Work, "done">;

/** Reports that the database would not take: staff look at each, and try it again or let it go. */
export const quarantineWith = (deps: { store: QuarantineStore; writer: Pick<AccountingWriter, "submit"> }) => ({
  list: (limit: number): Promise<readonly Quarantined[]> => deps.store.list(Math.min(limit || 50, 500)),
  async settle(
    id: bigint,
    how: string,
  ): Promise<Result<"written" | "refused" | "discarded", { kind: "not-there" | "way-unknown" | "queue-full" }>> {
    if (how !== "retry" && how !== "discard") return refuse({ kind: "way-unknown" });
    const found = await deps.store.read(id);
    if (found === undefined) return refuse({ kind: "not-there" });
    if (how === "discard") {
      await deps.store.remove(id);
      return ok("discarded");
    }
    const outcome = await new Promise<"written" | "refused" | "queue-full">((resolve) => {
      const done = (aside?: "aside"): void => resolve(aside ? "refused" : "written");
      if (!deps.writer.submit({ ...found.work, done } as Work)) resolve("queue-full");
    });
    if (outcome === "queue-full") return refuse({ kind: outcome });
    // When it is refused again it has come back as a new row.
    await deps.store.remove(id);
    return ok(outcome);
  },
});
