import { message, publish } from "@beacom/outbox";
import type { Tx } from "@beacom/postgres";
import { StaffActedSchema } from "@beacom/proto/identity/v1/staff";
import { currentTraceparent } from "@beacom/runtime";
import type { StaffActed } from "#application/webhooks/staff-acted";

/** Tells the audit log of a change, in the transaction of the change. */
export const tellIn =
  (tx: Tx) =>
  async ({ at, by, action, endpointId, reason, before, after }: StaffActed): Promise<void> => {
    const told = message(
      StaffActedSchema,
      endpointId,
      {
        ...(by.kind === "staff"
          ? { actorStaffId: by.staffId, actorRole: by.role, address: by.address, userAgent: by.userAgent }
          : { actorService: by.name }),
        action,
        subjectKind: "webhook-endpoint",
        subjectId: endpointId,
        reason,
        beforeJson: before === undefined ? "" : JSON.stringify(before),
        afterJson: after === undefined ? "" : JSON.stringify(after),
      },
      at,
    );
    const traceparent = currentTraceparent();
    await publish(tx, [{ ...told, ...(traceparent && { traceparent }) }]);
  };
