const most = 30;

/** What there is instead, for whoever mistyped a name. */
export function listed(names: readonly string[], none = "There is none yet."): string {
  if (names.length === 0) return none;
  const shown = names.slice(0, most).join(", ");
  return `There are: ${shown}${names.length > most ? ` and ${names.length - most} more` : ""}`;
}
