import type { Json, StaffActed } from "#domain/events";
import type { Who } from "#domain/privacy/who";

/** What staff did with a customer's data; nothing when the customer did it. */
export function staffAct(
  who: Who,
  act: { customerId: string; action: string; at: Date; reason?: string; before?: Json; after?: Json },
): StaffActed[] {
  if (who.kind === "customer") return [];
  const { customerId, reason = "", ...told } = act;
  return [{ type: "StaffActed", by: who, subject: { kind: "customer", id: customerId }, reason, ...told }];
}
