import { message, type OutboxMessage, publish } from "@beacom/outbox";
import type { Tx } from "@beacom/postgres";
import { ConsentChangedSchema, PersonalDataExportedSchema } from "@beacom/proto/identity/v1/privacy";
import { RicaEvidenceDestroyedSchema, RicaStandingChangedSchema } from "@beacom/proto/identity/v1/rica";
import { currentTraceparent } from "@beacom/runtime";
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
  if (event.type === "StaffActed") return identityMessageOf(event);
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
  const { files, because } = event;
  return message(RicaEvidenceDestroyedSchema, customerId, { customerId, files, because }, at);
}
