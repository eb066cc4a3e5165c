import type { BusinessEvent, EventData } from "#application/webhooks/event-types";
import type { Restrictions } from "#application/webhooks/ports";

export type ServiceChange = { customerId: string; reason: string; at: Date; cause: string };

type Reason = EventData<"subscriber.suspended">["reason"];
const isRestriction = (reason: string): reason is Reason => ["unpaid", "suspended", "terminated"].includes(reason);

/** What a change of somebody's service says about restrictions; most of them are about bundles and say nothing. */
export const followRestrictionsWith =
  (needs: { restrictions: Restrictions }) =>
  async ({ customerId, reason, at, cause }: ServiceChange): Promise<BusinessEvent[]> => {
    if (isRestriction(reason)) {
      if (!(await needs.restrictions.begin(customerId, reason))) return [];
      return [{ type: "subscriber.suspended", cause, at, data: { customerId, reason } }];
    }
    const ended = await needs.restrictions.end(customerId);
    if (ended === undefined || !isRestriction(ended)) return [];
    return [{ type: "subscriber.restored", cause, at, data: { customerId, reason: ended } }];
  };
