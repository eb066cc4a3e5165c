/** Where a page ended. Opaque to callers, so that it can mean something else tomorrow. */
export const cursorOf = (...parts: readonly (string | bigint | number)[]): string =>
  Buffer.from(parts.join(" ")).toString("base64url");

/** The parts again; undefined if this is not a cursor of so many parts. */
export function cursorParts(cursor: string, count: number): string[] | undefined {
  const parts = Buffer.from(cursor, "base64url").toString().split(" ");
  return parts.length === count && parts.every((part) => part !== "") ? parts : undefined;
}

/** Rows were asked for with one more than the limit, to know whether there is more. */
export function pageOf<Row>(rows: readonly Row[], limit: number, cursor: (last: Row) => string) {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return { rows: shown, nextCursor: rows.length > limit && last ? cursor(last) : undefined };
}
