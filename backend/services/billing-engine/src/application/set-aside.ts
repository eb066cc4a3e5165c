import type { FollowedEvent } from "@beacom/outbox";

/** Events whose effect failed for a reason of their own, kept until it succeeds. */
export type SetAside = {
  /** Again for one that is kept already: it was tried and failed. */
  put(source: string, event: FollowedEvent, reason: string): Promise<void>;
  /** Those not tried for longest first, so that hopeless ones do not stand in the way. */
  list(source: string, limit: number): Promise<readonly FollowedEvent[]>;
  remove(source: string, position: bigint): Promise<void>;
};
