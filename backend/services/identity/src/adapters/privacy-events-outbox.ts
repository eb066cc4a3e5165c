import { message, type OutboxMessage, publish } from "@beacom/outbox";
import type { Tx } from "@beacom/postgres";
import {
  ConsentChangedSchema,
  CustomerErasedSchema,
  ErasureRequestedSchema,
  ErasureWithdrawnSchema,
  PersonalDataExportedSchema,
} from "@beacom/proto/identity/v1/privacy";
import { RicaEvidenceDestroyedSchema, RicaStandingChangedSchema } from "@beacom/proto/identity/v1/rica";
import { currentTraceparent } from "@beacom/runtime";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import { messageOf as identityMessageOf } from "#adapters/identity-events-outbox";
import type { PrivacyEvent } from "#domain/privacy/events";

export const publishPrivacyIn =
  (tx: Tx) =>
  async (events: readonly PrivacyEvent[]): Promise<void> => {
    const traceparent = currentTraceparent();
    await publish(
      tx,
      events.map((event) => ({ ...messageOf(event), ...(traceparent && { traceparent }) })),
    );
  };

function messageOf(event: PrivacyEvent): OutboxMessage {
  const { at } = event;
  if (event.type === "StaffActed" || event.type === "AccessEnded") return identityMessageOf(event);
  const { customerId } = event;
  if (event.type === "RicaStandingChanged") {
    const { state, servicesAllowed, goodUntil = "" } = event;
    const value = { customerId, state, servicesAllowed: [...servicesAllowed], goodUntil };
    return message(RicaStandingChangedSchema, customerId, value, at);
  }
  if (event.type === "ConsentChanged") {
    const { channel, granted, how, wording, language } = event;
    return message(ConsentChangedSchema, customerId, { customerId, channel, granted, how, wording, language }, at);
  }
  if (event.type === "PersonalDataExported")
    return message(PersonalDataExportedSchema, customerId, { customerId, exportId: event.exportId }, at);
  if (event.type === "ErasureRequested")
    return message(ErasureRequestedSchema, customerId, { customerId, dueAt: timestampFromDate(event.dueAt) }, at);
  if (event.type === "ErasureWithdrawn") return message(ErasureWithdrawnSchema, customerId, { customerId }, at);
  if (event.type === "CustomerErased") {
    const kept = event.kept.map((one) => ({ ...one }));
    return message(CustomerErasedSchema, customerId, { customerId, kept }, at);
  }
  const { files, because } = event;
  return message(RicaEvidenceDestroyedSchema, customerId, { customerId, files, because }, at);
}
