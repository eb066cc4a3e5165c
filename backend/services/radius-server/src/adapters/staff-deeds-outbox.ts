import { message, publish } from "@beacom/outbox";
import type { Sql } from "@beacom/postgres";
import { StaffActedSchema } from "@beacom/proto/identity/v1/staff";
import { currentTraceparent } from "@beacom/runtime";
import type { Clock } from "@beacom/time";
import type { JsonValue } from "@bufbuild/protobuf";

/** Tells of what staff do, in a transaction of its own: what they change is written by many parts, each in its own way. */
export const staffDeedsIn =
  ({ sql, clock }: { readonly sql: Sql; readonly clock: Clock }) =>
  async (deed: {
    readonly by: {
      readonly staffId: string;
      readonly role: string;
      readonly address: string;
      readonly userAgent: string;
    };
    readonly action: string;
    readonly subject: { readonly kind: string; readonly id: string };
    readonly reason: string;
    readonly after: JsonValue;
  }): Promise<void> => {
    const { by, action, subject, reason, after } = deed;
    const traceparent = currentTraceparent();
    const acted = {
      actorStaffId: by.staffId,
      actorRole: by.role,
      action,
      subjectKind: subject.kind,
      subjectId: subject.id,
      reason,
      address: by.address,
      userAgent: by.userAgent,
      afterJson: after === null ? "" : JSON.stringify(after),
    };
    const news = message(StaffActedSchema, subject.id || subject.kind, acted, clock());
    await sql.begin((tx) => publish(tx, [{ ...news, ...(traceparent && { traceparent }) }]));
  };
