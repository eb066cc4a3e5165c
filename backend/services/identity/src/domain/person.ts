/** Whoever signs in: a customer, or somebody who works for the operator. */
export type Person = { kind: "customer" | "staff"; id: string };

export const customerPerson = (customerId: string): Person => ({ kind: "customer", id: customerId });
export const staffPerson = (staffId: string): Person => ({ kind: "staff", id: staffId });
