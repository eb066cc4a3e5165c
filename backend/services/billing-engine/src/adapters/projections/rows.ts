/**
 * Rows of a batch as one JSON parameter for json_to_recordset: one statement and one plan whatever the number of rows and columns.
 * Cast from text, so that the driver does not encode it a second time.
 */
export const asJson = (rows: readonly object[]): string =>
  JSON.stringify(rows, (_, value: unknown) => (typeof value === "bigint" ? value.toString() : value));
