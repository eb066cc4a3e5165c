import type { FollowedEvent } from "@beacom/outbox";
import type { Tx } from "@beacom/postgres";

type Take = (events: readonly FollowedEvent[], tx: Tx) => Promise<void>;

/**
 * News that nobody can put into words must not keep everybody else's from being sent: if a batch fails, its events are taken one by
 * one, and one that fails by itself is told and passed over. A fault of the database is nobody's news: all of it is tried again.
 */
export const oneByOne =
  (take: Take, passedOver: (event: FollowedEvent, error: unknown) => void): Take =>
  async (events, tx) => {
    if (!(await attempt(events))) for (const event of events) await attempt([event]);

    async function attempt(some: readonly FollowedEvent[]): Promise<boolean> {
      try {
        await tx.savepoint((within) => take(some, within));
        return true;
      } catch (error) {
        if (isOfTheDatabase(error)) throw error;
        if (some.length === 1 && some[0]) passedOver(some[0], error);
        return some.length === 1;
      }
    }
  };

const isOfTheDatabase = (error: unknown): boolean => error instanceof Error && "code" in error;
