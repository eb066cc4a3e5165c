export const leastCents = 500;
export const mostCents = 500_000;

/** Rand as a person writes them: `150`, `R150`, `150.50`, `150,50`, `1 500`. */
export function centsFrom(text: string, { least, most } = { least: leastCents, most: mostCents }): number | undefined {
  const match = /^R?(\d{1,7})(?:[.,](\d{1,2}))?$/.exec(text.replace(/\s/g, "").replace(/,(?=\d{3}(\D|$))/g, ""));
  if (!match) return undefined;
  const cents = Number(match[1]) * 100 + Number((match[2] ?? "").padEnd(2, "0"));
  return cents >= least && cents <= most ? cents : undefined;
}
