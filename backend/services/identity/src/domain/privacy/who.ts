import type { Actor, Origin } from "#domain/events";

/** Who asks for something about a customer's data: the customer, staff, or another service. */
export type Who = Actor | { kind: "customer"; customerId: string; from: Origin };

export function nameOf(who: Who): string {
  if (who.kind === "customer") return "customer";
  return who.kind === "staff" ? who.staffId : who.name;
}
