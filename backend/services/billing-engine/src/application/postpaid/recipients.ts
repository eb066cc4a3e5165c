/** To whom an invoice is made out. It is personal data, and in no event. */
export type RecipientDetails = {
  readonly name: string;
  readonly addressLines: readonly string[];
  /** Of a vendor. */
  readonly vatNumber: string | null;
};

export type RecordedRecipient = { readonly detailsId: string; readonly commitment: string };

export type Recipients = {
  /** A new version of a customer's details. Old versions stay: an invoice is made out to whom it was made out. */
  record(customerId: string, details: RecipientDetails, at: Date): Promise<RecordedRecipient>;
  /** `erased` once the law no longer wanted it kept; `altered` if it is not what the commitment says. */
  find(
    recorded: RecordedRecipient,
  ): Promise<
    | { readonly state: "there"; readonly details: RecipientDetails }
    | { readonly state: "erased" | "altered" | "unknown" }
  >;
  /** Erases what no invoice issued on or after the day names, and that is not a customer's newest. Says how many. */
  eraseBefore(day: string, at: Date): Promise<number>;
  /** Says in words which details are not what the events' commitments say. */
  compare(): Promise<readonly string[]>;
};
