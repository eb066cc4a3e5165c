/** One of the list, as far as it is known. */
export type MassCustomer = {
  readonly ordinal: number;
  readonly given: string;
  readonly customerId: string | null;
  readonly state: MassCustomerState;
  readonly why: string;
  readonly costCents: bigint;
  readonly doneAt: Date | null;
};
export const massCustomerStates = ["looking", "left-out", "waiting", "done", "refused", "failed"] as const;
export type MassCustomerState = (typeof massCustomerStates)[number];

export const reportHeader = "ordinal,customer_id,given,state,why,cost_cents,done_at\r\n";

/** One line of RFC 4180. */
export function reportLine({ ordinal, customerId, given, state, why, costCents, doneAt }: MassCustomer): string {
  const texts = [customerId ?? "", given, state, why].map(cell);
  return `${[ordinal, ...texts, costCents, doneAt?.toISOString() ?? ""].join(",")}\r\n`;
}

/** What was pasted is free text, and a spreadsheet would calculate one that begins like a formula. */
function cell(text: string): string {
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
