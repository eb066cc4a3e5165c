export function isUniqueViolation(error: unknown): boolean {
  return codeOf(error) === "23505";
}

/** A row that others refer to was removed, or one that is referred to is not there. */
export function isForeignKeyViolation(error: unknown): boolean {
  return codeOf(error) === "23503";
}

/** The connection broke or could not be made: the transaction's outcome is unknown and trying again later makes sense. */
export function isConnectionLoss(error: unknown): boolean {
  const code = codeOf(error);
  return code !== undefined && (lost.has(code) || code.startsWith("08"));
}

const lost = new Set([
  "CONNECTION_CLOSED",
  "CONNECT_TIMEOUT",
  "ECONNREFUSED",
  "ECONNRESET",
  "ENOTFOUND",
  "EHOSTUNREACH",
  "EPIPE",
  "ETIMEDOUT",
  "57P01", // the server is shutting down
  "57P02", // another server process crashed
  "57P03", // the server is starting up
]);

function codeOf(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null || !("code" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}
