import type { BillingSchema } from "@beacom/proto/billing/v1/postpaid";
import { type Clock, localDate } from "@beacom/time";
import type { MessageInitShape } from "@bufbuild/protobuf";
import type { StandingUseCase } from "#application/postpaid/standing";
import type { PostpaidViews } from "#application/postpaid/views";
import { refusedAs } from "#transport/refusals";
import { billingSummaryMessage } from "#wire/postpaid-wire";

/** What a customer owes and uses, as it is now: what every command on it is answered with. */
export type BillingNow = (customerId: string) => Promise<MessageInitShape<typeof BillingSchema>>;

export const billingNowWith =
  ({
    views,
    standing,
    clock,
    zone,
  }: {
    views: PostpaidViews;
    standing: StandingUseCase;
    clock: Clock;
    zone: string;
  }): BillingNow =>
  async (customerId) => {
    const at = clock();
    const [summary, found] = await Promise.all([views.customer(customerId, localDate(at, zone)), standing(customerId)]);
    if (!summary || !found) throw refusedAs("not-billed");
    return billingSummaryMessage(summary, found, at);
  };
