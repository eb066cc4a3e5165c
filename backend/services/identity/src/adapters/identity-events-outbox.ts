import { message, type OutboxMessage, publish } from "@beacom/outbox";
import type { Tx } from "@beacom/postgres";
import { CodeIssuedSchema, CustomerRegisteredSchema, CustomerVerifiedSchema } from "@beacom/proto/identity/v1/identity";
import { currentTraceparent } from "@beacom/runtime";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import type { IdentityEvent } from "#domain/events";

export const publishIn =
  (tx: Tx) =>
  async (events: readonly IdentityEvent[]): Promise<void> => {
    const traceparent = currentTraceparent();
    await publish(
      tx,
      events.map((event) => ({ ...messageOf(event), ...(traceparent && { traceparent }) })),
    );
  };

function messageOf(event: IdentityEvent): OutboxMessage {
  const { at } = event;
  if (event.type === "CodeIssued") {
    const { verificationId, phone, code, language, purpose } = event;
    const expiresAt = timestampFromDate(event.expiresAt);
    return message(CodeIssuedSchema, verificationId, { verificationId, phone, code, language, purpose, expiresAt }, at);
  }
  const { customerId, name, phone, email, language } = event;
  const schema = event.type === "CustomerRegistered" ? CustomerRegisteredSchema : CustomerVerifiedSchema;
  return message(schema, customerId, { customerId, name, phone, email, language }, at);
}
