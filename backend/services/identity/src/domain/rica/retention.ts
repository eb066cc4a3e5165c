/** What RICA wants kept about a customer, counted from the end of the contract. */
export const ricaRetention = { law: "RICA section 40", years: 5 } as const;

/** Papers of whoever was never verified serve nothing after this long without an answer (POPIA section 14). */
export const unusedEvidenceDays = 90;

/** The last day on which the evidence has to be there: the day of the contract's end, five years on. A 29th of February ends on the 28th. */
export function keptUntil(contractEndedOn: string): string {
  const [year = "", month = "", day = ""] = contractEndedOn.split("-");
  const last = `${Number(year) + ricaRetention.years}-${month}`;
  return month === "02" && day === "29" ? `${last}-28` : `${last}-${day}`;
}
