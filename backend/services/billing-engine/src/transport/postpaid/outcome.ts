import type { BillingSchema, PostpaidOutcomeSchema } from "@beacom/proto/billing/v1/postpaid";
import type { MessageInitShape } from "@bufbuild/protobuf";
import type { PostpaidOutcome } from "#application/postpaid/command-postpaid";

export const outcomeMessage = (
  { invoiceIds, creditNoteIds }: PostpaidOutcome,
  billing: MessageInitShape<typeof BillingSchema>,
): MessageInitShape<typeof PostpaidOutcomeSchema> => ({
  invoiceIds: [...invoiceIds],
  creditNoteIds: [...creditNoteIds],
  billing,
});
