import { newId } from "@beacom/ids";
import { ok, type Result } from "@beacom/result";
import { changePostpaid, type NotBilled, type PostpaidPorts } from "#application/postpaid/change-postpaid";
import { type DeliverRefusal, decideDeliverDocument } from "#domain/postpaid/deliver-document";

export type DeliverDocumentUseCase = (delivery: {
  readonly customerId: string;
  readonly documentId: string;
  readonly channel: string;
}) => Promise<Result<{ readonly copy: boolean }, DeliverRefusal | NotBilled>>;

/** Says whether what is about to be handed over is the original or has to be marked as a copy. */
export const deliverDocumentWith =
  (ports: PostpaidPorts): DeliverDocumentUseCase =>
  async ({ customerId, documentId, channel }) => {
    const result = await changePostpaid<DeliverRefusal>(ports, {
      customerId,
      key: `postpaid-deliver:${documentId}:${newId("entry")}`,
      decide: (state, { at }) => decideDeliverDocument(state, { documentId, channel, at }),
    });
    if (!result.ok) return { ok: false, error: result.error as DeliverRefusal | NotBilled };
    const delivered = result.value.events.find((event) => event.type === "DocumentDelivered");
    return ok({ copy: delivered?.copy ?? true });
  };
