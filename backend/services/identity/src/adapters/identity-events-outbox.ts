import { message, type OutboxMessage, publish } from "@beacom/outbox";
import type { Tx } from "@beacom/postgres";
import { CodeIssuedSchema, CustomerRegisteredSchema, CustomerVerifiedSchema } from "@beacom/proto/identity/v1/identity";
import { CustomerPhoneChangedSchema, CustomerSecurityChangedSchema } from "@beacom/proto/identity/v1/security";
import { StaffActedSchema } from "@beacom/proto/identity/v1/staff";
import { AccessEndedSchema, CustomerSeenAsSchema } from "@beacom/proto/identity/v1/team";
import { currentTraceparent } from "@beacom/runtime";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import type { IdentityEvent, StaffActed } from "#domain/events";

export const publishIn =
  (tx: Tx) =>
  async (events: readonly IdentityEvent[]): Promise<void> => {
    const traceparent = currentTraceparent();
    await publish(
      tx,
      events.map((event) => ({ ...messageOf(event), ...(traceparent && { traceparent }) })),
    );
  };

export function messageOf(event: IdentityEvent): OutboxMessage {
  const { at } = event;
  if (event.type === "CodeIssued") {
    const { verificationId, phone, code, language, purpose } = event;
    const expiresAt = timestampFromDate(event.expiresAt);
    return message(CodeIssuedSchema, verificationId, { verificationId, phone, code, language, purpose, expiresAt }, at);
  }
  if (event.type === "StaffActed") return message(StaffActedSchema, event.subject.id, actedMessage(event), at);
  if (event.type === "AccessEnded") {
    const { person, sessionId = "" } = event;
    return message(AccessEndedSchema, person.id, { personId: person.id, sessionId }, at);
  }
  if (event.type === "CustomerSecurityChanged") {
    const { customerId, phone, language, change } = event;
    return message(CustomerSecurityChangedSchema, customerId, { customerId, phone, language, change }, at);
  }
  if (event.type === "CustomerPhoneChanged") {
    const { customerId, phone, language } = event;
    return message(CustomerPhoneChangedSchema, customerId, { customerId, phone, language }, at);
  }
  if (event.type === "CustomerSeenAs") {
    const { customerId, staffName, reason, until } = event;
    return message(
      CustomerSeenAsSchema,
      customerId,
      { customerId, staffName, reason, until: timestampFromDate(until) },
      at,
    );
  }
  const { customerId, name, phone, email, language } = event;
  const schema = event.type === "CustomerRegistered" ? CustomerRegisteredSchema : CustomerVerifiedSchema;
  return message(schema, customerId, { customerId, name, phone, email, language }, at);
}

const actedMessage = ({ by, action, subject, reason, before, after }: StaffActed) => ({
  ...(by.kind === "staff" ? { actorStaffId: by.staffId, actorRole: by.role } : { actorService: by.name }),
  action,
  subjectKind: subject.kind,
  subjectId: subject.id,
  reason,
  address: by.from.address,
  userAgent: by.from.userAgent,
  beforeJson: before === undefined ? "" : JSON.stringify(before),
  afterJson: after === undefined ? "" : JSON.stringify(after),
});
