/**
 * Rows of a batch as one JSON parameter for json_to_recordset: one statement and one plan whatever the number of rows and columns.
 * To be cast from text, so that the driver does not encode it a second time.
 */
export function asJson(rows: readonly object[]): string {
  return JSON.stringify(rows.map(withoutBigints));
}

/** A replacer function would do the same and is several times slower, on the path of every usage report. */
function withoutBigints(row: object): Record<string, unknown> {
  const plain: Record<string, unknown> = { ...row };
  for (const name in plain) if (typeof plain[name] === "bigint") plain[name] = plain[name].toString();
  return plain;
}
