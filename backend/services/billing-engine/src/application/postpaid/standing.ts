import { postpaidOf } from "#application/postpaid/postpaid-streams";
import type { PostpaidPolicies } from "#application/postpaid/policies";
import type { Streams } from "#application/streams";
import type { PostpaidPolicy } from "#domain/postpaid/policy";
import type { Postpaid } from "#domain/postpaid/postpaid";

/** All that one customer owes and is owed, and what applies to him; undefined: nobody invoices him. */
export type StandingUseCase = (
  customerId: string,
) => Promise<{ readonly postpaid: Postpaid; readonly policy: PostpaidPolicy } | undefined>;

export const standingWith =
  ({ streams, policies }: { streams: Streams; policies: PostpaidPolicies }): StandingUseCase =>
  async (customerId) => {
    const postpaid = await streams.state(postpaidOf(customerId));
    return postpaid && { postpaid, policy: policies.of(postpaid.profile.segment) };
  };
