import type { FoundEntry } from "#search-audit";

export const auditCsvHeader = "position,at,who,what,whom_kind,whom_id,why,entry,hash\r\n";

/** One line of RFC 4180. */
export function auditCsvLine({ position, at, who, what, whomKind, whomId, why, entry, hash }: FoundEntry): string {
  const cells = [`${position}`, at.toISOString(), who, what, whomKind, whomId, why, entry, hash];
  return `${cells.map(cell).join(",")}\r\n`;
}

/** One line with the entry as it was hashed, so that the chain can be computed elsewhere. */
export const auditJsonLine = ({ position, entry, hash }: FoundEntry): string =>
  `{"position":"${position}","entry":${entry},"hash":"${hash}"}\n`;

/** A reason is free text, and a spreadsheet would calculate one that begins like a formula. */
function cell(text: string): string {
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
