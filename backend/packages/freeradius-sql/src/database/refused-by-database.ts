import { type RefusalKind, type SourceRefusal, sourceRefusal } from "#database/source-refusal";
import type { SourceAddress } from "#database/source-url";

/** An error of a driver as a refusal; undefined for one that says nothing a person could act on. */
export function refusedByDatabase(error: unknown, address: SourceAddress): SourceRefusal | undefined {
  const { code, message } = detailsOf(error);
  const kind = code === undefined ? undefined : kindOf(code, message);
  return kind === undefined ? undefined : sourceRefusal(kind, whatOf(kind, address));
}

export const silent = (address: SourceAddress): SourceRefusal =>
  sourceRefusal("no-answer", whatOf("no-answer", address));

function whatOf(kind: RefusalKind, { host, port, user, database, socketPath }: SourceAddress): string {
  const place = socketPath ?? `${host}:${port}`;
  switch (kind) {
    case "host-unknown":
      return `No host is called ${host}.`;
    case "no-answer":
      return `No database answers at ${place}.`;
    case "credentials-refused":
      return `The database at ${place} does not accept this password for ${user}.`;
    case "host-not-admitted":
      return `The database at ${place} does not let ${user} in from this machine.`;
    case "database-missing":
      return `There is no database ${database} at ${place}, or ${user} may not use it.`;
    case "tls-needed":
      return `The database at ${place} talks over TLS only.`;
    case "tls-failed":
      return `No TLS with the database at ${place} came about.`;
    case "too-many-connections":
      return `The database at ${place} has no connection left.`;
    default:
      return `${user} may not read a table of ${database}.`;
  }
}

function kindOf(code: string, message: string): RefusalKind | undefined {
  // PostgreSQL says by one code that a machine may not come in, that TLS is missing and that a user is not known.
  if (code === "28000") return postgresqlRefusal(message);
  // PostgreSQL without TLS answers the wish for it and goes on in clear, which Node sees as an end.
  if (tlsCodes.test(code) || message.includes("secure TLS connection")) return "tls-failed";
  return Object.hasOwn(kinds, code) ? kinds[code] : undefined;
}

function postgresqlRefusal(message: string): RefusalKind {
  if (!message.includes("pg_hba.conf")) return "credentials-refused";
  return /no encryption|SSL off/.test(message) ? "tls-needed" : "host-not-admitted";
}

const tlsCodes = /^ERR_TLS_|^ERR_SSL_|SELF_SIGNED_CERT|^CERT_|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER|^HANDSHAKE_/;

const kinds: Readonly<Record<string, RefusalKind>> = {
  ENOTFOUND: "host-unknown",
  EAI_AGAIN: "host-unknown",
  ECONNREFUSED: "no-answer",
  ECONNRESET: "no-answer",
  EHOSTUNREACH: "no-answer",
  ENETUNREACH: "no-answer",
  ETIMEDOUT: "no-answer",
  ENOENT: "no-answer",
  EPIPE: "no-answer",
  CONNECT_TIMEOUT: "no-answer",
  CONNECTION_CLOSED: "no-answer",
  PROTOCOL_CONNECTION_LOST: "no-answer",
  PROTOCOL_UNEXPECTED_PACKET: "no-answer",
  "28P01": "credentials-refused",
  "3D000": "database-missing",
  "42501": "permission-missing",
  "53300": "too-many-connections",
  "57P03": "no-answer",
  ER_ACCESS_DENIED_ERROR: "credentials-refused",
  ER_ACCESS_DENIED_NO_PASSWORD_ERROR: "credentials-refused",
  ER_NOT_SUPPORTED_AUTH_MODE: "credentials-refused",
  AUTH_SWITCH_PLUGIN_ERROR: "credentials-refused",
  ER_HOST_NOT_PRIVILEGED: "host-not-admitted",
  ER_HOST_IS_BLOCKED: "host-not-admitted",
  ER_BAD_DB_ERROR: "database-missing",
  ER_DBACCESS_DENIED_ERROR: "database-missing",
  ER_SECURE_TRANSPORT_REQUIRED: "tls-needed",
  ER_TABLEACCESS_DENIED_ERROR: "permission-missing",
  ER_COLUMNACCESS_DENIED_ERROR: "permission-missing",
  ER_CON_COUNT_ERROR: "too-many-connections",
  ER_USER_LIMIT_REACHED: "too-many-connections",
  ER_TOO_MANY_USER_CONNECTIONS: "too-many-connections",
};

/** Node gathers the errors of several addresses of one host into one without a code of its own. */
function detailsOf(error: unknown): { code?: string; message: string } {
  if (!(error instanceof Error)) return { message: "" };
  const { message } = error;
  if ("code" in error && typeof error.code === "string") return { code: error.code, message };
  if (error instanceof AggregateError && error.errors.length > 0) return detailsOf(error.errors[0]);
  return error.cause === undefined ? { message } : detailsOf(error.cause);
}
