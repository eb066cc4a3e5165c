/**
 * An array as PostgreSQL reads it, to be sent as text: `${arrayLiteral(names)}::text[]`. The driver takes several times as long to write one
 * from its parts, which counts where thousands are written every second.
 */
export const arrayLiteral = (values: readonly Element[]): string => `{${values.map(element).join(",")}}`;

type Element = string | number | bigint | boolean | Date | null | undefined;

function element(value: Element): string {
  if (typeof value === "string") return quoted(value);
  if (value === null || value === undefined) return "NULL";
  return value instanceof Date ? value.toISOString() : String(value);
}

const quoted = (text: string): string =>
  special.test(text) ? `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"` : `"${text}"`;
const special = /["\\]/;
