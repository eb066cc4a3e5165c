import type { Caller } from "@beacom/runtime";

type Ended = { personId: string; sessionId: string; at: Date };

/** Access tokens live a quarter of an hour; after that nobody needs to know any more that they were called back. */
const rememberedMs = 20 * 60_000;

export type EndedAccess = {
  end(ended: Ended): void;
  /** Whether the token that says this was signed before its person's, or its session's, access was called back. */
  has(caller: Caller): boolean;
};

/** Whose access has been called back: tokens prove what was so when they were signed. */
export function endedAccess(clock: () => number): EndedAccess {
  const persons = new Map<string, number>();
  const sessions = new Map<string, number>();
  const forget = () => {
    for (const ended of [persons, sessions])
      for (const [id, at] of ended) if (at < clock() - rememberedMs) ended.delete(id);
  };
  return {
    end({ personId, sessionId, at }) {
      forget();
      const [ended, id] = sessionId === "" ? [persons, personId] : [sessions, sessionId];
      ended.set(id, Math.max(at.getTime(), ended.get(id) ?? 0));
    },
    has(caller) {
      if (caller.kind !== "staff" && caller.kind !== "customer") return false;
      const personId = caller.kind === "staff" ? caller.staffId : caller.customerId;
      // Acting in a customer's place ends with the access of whoever does.
      const acting = caller.kind === "customer" ? (caller.actingStaffId ?? caller.user?.customerId) : undefined;
      const issuedAt = caller.issuedAt?.getTime() ?? 0;
      const endedAt = [
        persons.get(personId),
        acting === undefined ? undefined : persons.get(acting),
        caller.sessionId === undefined ? undefined : sessions.get(caller.sessionId),
      ];
      return endedAt.some((at) => at !== undefined && issuedAt < at);
    },
  };
}
