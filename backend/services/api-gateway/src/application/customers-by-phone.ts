/** Customers may not look up each other: what is found here never leaves as it is. */
export type CustomersByPhone = {
  /** Undefined: no customer's. */
  idOf(phone: string): Promise<string | undefined>;
  /** The last four digits, enough for somebody who knows the number to recognise it. Null when it is not known at this moment. */
  endingOf(customerId: string): Promise<string | null>;
};
