import type { Cycle as CycleMessage, PostpaidService, Recipient } from "@beacom/proto/billing/v1/postpaid";
import { requireOwnOr, requirePermission } from "@beacom/runtime";
import type { ServiceImpl } from "@connectrpc/connect";
import type { RecipientDetails } from "#application/postpaid/recipients";
import type { Cycle } from "#domain/postpaid/cycle";
import { usualSegment } from "#domain/rules/house-rules";
import { idAsked, textAsked } from "#transport/asked";
import { outcomeMessage } from "#transport/postpaid/outcome";
import type { PostpaidDoor } from "#transport/postpaid/postpaid-door";
import type { PostpaidAnswers } from "#transport/postpaid/postpaid-rpc";
import { refusedAs } from "#transport/refusals";

const mostAddressLines = 8;

type Methods = "openBilling" | "getBilling" | "changeRecipient" | "changeProfile";

export const profileRpc = (
  { postpaid }: PostpaidDoor,
  { answered, billingNow }: PostpaidAnswers,
): Pick<ServiceImpl<typeof PostpaidService>, Methods> => ({
  async openBilling({ customerId, cycle, termsDays, segment, recipient }, context) {
    requirePermission(context, "postpaid.manage");
    const profile = {
      cycle: cycleOf(cycle) ?? { months: 1, day: 1 },
      termsDays,
      segment: segmentOf(segment || usualSegment),
    };
    if (idAsked(customerId) === "") throw refusedAs("customer-missing");
    answered(await postpaid.open({ customerId, ...profile, recipient: recipientOf(recipient) }));
    return billingNow(customerId);
  },
  async getBilling({ customerId }, context) {
    requireOwnOr(context, customerId, "customers.read");
    return billingNow(idAsked(customerId));
  },
  async changeRecipient({ customerId, recipient, idempotencyKey }, context) {
    requirePermission(context, "postpaid.manage");
    const change = { customerId: idAsked(customerId), recipient: recipientOf(recipient), idempotencyKey };
    return outcomeMessage(answered(await postpaid.changeRecipient(change)), await billingNow(customerId));
  },
  async changeProfile({ customerId, termsDays, segment, cycle, idempotencyKey }, context) {
    requirePermission(context, "postpaid.manage");
    const changes = {
      ...(termsDays !== undefined && { termsDays }),
      ...(segment !== undefined && { segment: segmentOf(segment) }),
      ...(cycle && { cycle: cycleOf(cycle) }),
    };
    const changed = await postpaid.changeProfile({ customerId: idAsked(customerId), ...changes, idempotencyKey });
    return outcomeMessage(answered(changed), await billingNow(customerId));
  },
});

function cycleOf(cycle: CycleMessage): Omit<Cycle, "from">;
function cycleOf(cycle: CycleMessage | undefined): Omit<Cycle, "from"> | undefined;
function cycleOf(cycle: CycleMessage | undefined): Omit<Cycle, "from"> | undefined {
  return cycle && { months: cycle.months, day: cycle.day === 0 ? "last" : cycle.day };
}

function segmentOf(segment: string): string {
  if (!/^[a-z0-9][a-z0-9-]{0,39}$/.test(segment)) throw refusedAs("segment-not-accepted");
  return segment;
}

function recipientOf(recipient: Recipient | undefined): RecipientDetails {
  if (!recipient) throw refusedAs("recipient-missing");
  const { name, addressLines, vatNumber } = recipient;
  if (addressLines.length > mostAddressLines) throw refusedAs("text-not-accepted");
  return {
    name: textAsked(name, 120),
    addressLines: addressLines.map((line) => textAsked(line, 120)).filter((line) => line.trim() !== ""),
    vatNumber: vatNumber === "" ? null : vatNumber,
  };
}
