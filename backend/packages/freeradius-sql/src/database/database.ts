export type Row = Readonly<Record<string, unknown>>;

/** A database that is read and never written. `?` stands for a parameter; a list of names is as many of them. */
export type Database = {
  readonly dialect: "postgresql" | "mysql";
  select(text: string, parameters?: readonly (string | number)[]): Promise<Row[]>;
  close(): Promise<void>;
};

/** Columns as c0, c1 …, since PostgreSQL folds a name that is not quoted, also in its answer. */
export const selectList = (columns: readonly string[]): string =>
  columns.map((column, i) => `${column} as c${i}`).join(", ");

/** Such a row by the names that were asked for. */
export const byColumn = (columns: readonly string[], row: Row): Row =>
  Object.fromEntries(columns.map((column, i) => [column, row[`c${i}`]]));

/** A column as text, however the driver gave it; undefined for NULL. Octets that are no UTF-8 are taken for windows-1252. */
export function textOf(value: unknown): string | undefined {
  if (value === null || value === undefined) return undefined;
  if (value instanceof Uint8Array) return textOfOctets(value);
  return typeof value === "string" ? value : `${value as number | bigint}`;
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const windows1252 = new TextDecoder("windows-1252");

/** Of a BINARY or BLOB column, which the server converts into nothing. */
function textOfOctets(octets: Uint8Array): string {
  try {
    return utf8.decode(octets);
  } catch {
    return windows1252.decode(octets);
  }
}

/** An id or a count, which drivers give as a number, a bigint or a text. */
export const numberOf = (value: unknown): number => Number(value ?? 0);
