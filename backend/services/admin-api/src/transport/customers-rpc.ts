import type { CustomerOverviewSchema, CustomerOverviewService } from "@beacom/proto/admin/v1/customers";
import type { Message } from "@beacom/proto/notification/v1/notification";
import type { Result } from "@beacom/result";
import { requirePermission } from "@beacom/runtime";
import type { MessageInitShape } from "@bufbuild/protobuf";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import { Code, ConnectError, type HandlerContext, type ServiceImpl } from "@connectrpc/connect";
import type { CustomerOverview } from "#application/customer-overview";
import { customerState } from "#domain/customer-state";
import { factsOf } from "#transport/customer-facts";

export const customersRpc = (parts: {
  readonly overview: (
    customerId: string,
    context: HandlerContext,
  ) => Promise<Result<CustomerOverview, { readonly kind: "customer-unknown" }>>;
  readonly clock: () => Date;
  readonly zone: string;
}): ServiceImpl<typeof CustomerOverviewService> => ({
  async getCustomerOverview({ customerId }, context) {
    requirePermission(context, "customers.read");
    const overview = await parts.overview(customerId, context);
    if (!overview.ok) throw new ConnectError(overview.error.kind, Code.NotFound);
    return overviewMessage(overview.value, { now: parts.clock(), zone: parts.zone });
  },
});

function overviewMessage(
  { parts, missing }: CustomerOverview,
  told: { readonly now: Date; readonly zone: string },
): MessageInitShape<typeof CustomerOverviewSchema> {
  const { state, since, sentence, because } = customerState(factsOf(parts), told);
  const {
    customer,
    account,
    billing,
    nextLogin,
    sessions = [],
    payments = [],
    messages = [],
    openApprovals = [],
  } = parts;
  return {
    state: { state, sentence, because: [...because], ...(since && { since: timestampFromDate(since) }) },
    ...(customer && { customer }),
    ...(account && { account }),
    ...(billing && { billing }),
    ...(nextLogin && { nextLogin }),
    payments: [...payments],
    liveSessions: sessions.filter(({ endedAt }) => endedAt === undefined),
    pastSessions: sessions.filter(({ endedAt }) => endedAt !== undefined),
    messages: messages.map(withoutCode),
    openApprovals: [...openApprovals],
    missing: [...missing],
    asOf: timestampFromDate(told.now),
  };
}

/** Whoever reads a customer's code can sign in as that customer; a service that asks for staff is not staff itself. */
const withoutCode = (message: Message): Message => (message.kind === "phone-code" ? { ...message, text: "" } : message);
