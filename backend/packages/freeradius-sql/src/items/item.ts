/** One row of a check or reply table, as it stands there. */
export type Item = { readonly attribute: string; readonly op: string; readonly value: string };

/** What could not be honoured, and why, for the person who moves the installation. A secret is never in it. */
export type NotUnderstood = Item & { readonly table: string; readonly why: string };

export const hiddenSecret = "(a secret)";

/** The row with the reason; what may be a password of any kind is not shown. */
export const noteOf = (table: string, item: Item, why: string): NotUnderstood => ({
  table,
  ...item,
  value: /password|secret/i.test(item.attribute) ? hiddenSecret : item.value,
  why,
});

/** FreeRADIUS' names for what a row may do to a request or a reply. A column of two characters may have blanks behind. */
export const operatorOf = (op: string): string => op.trim();

/** What sets a server's own item (a password, a limit), and so always matches. */
export const sets = (op: string): boolean => op === ":=" || op === "+=";

/** What compares with the request. As a check, "=" is no assignment: FreeRADIUS takes it for "==". */
export const compares = (op: string): boolean => op === "==" || op === "=";

const comparisons = new Set(["==", "=", "!=", "<", "<=", ">", ">=", "=~", "!~", "=*", "!*"]);
export const isComparison = (op: string): boolean => comparisons.has(op);

export const loneBackslash =
  "The value ends in a lone backslash; FreeRADIUS cannot read it and refuses every login that needs the row.";
