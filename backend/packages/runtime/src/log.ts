import pino, { type DestinationStream, type Logger } from "pino";
import { currentScope } from "#request-scope";

export type { Logger } from "pino";

const secretFields = [
  "password",
  "secret",
  "code",
  "token",
  "accessToken",
  "refreshToken",
  "authorization",
  "cookie",
  "privateKey",
  "databaseUrl",
];

/** JSON lines with the trace of the request at hand. Fields with the names of secrets are struck out, should one ever be logged. */
export function openLog(options: { level?: string; destination?: DestinationStream } = {}): Logger {
  const paths = secretFields.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]);
  const settings = {
    level: options.level ?? "info",
    base: { pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: { paths, censor: "[secret]" },
    serializers: { err: errorWithCode },
    hooks: { streamWrite: harmless },
    mixin: () => {
      const scope = currentScope();
      return scope ? { traceId: scope.traceId } : {};
    },
  };
  return options.destination ? pino(settings, options.destination) : pino(settings);
}

/**
 * JSON escapes the control characters of ASCII, which leaves DEL, those of ISO 6429 that some terminals obey (U+009B begins a command), and those
 * that end or turn a line. Outside of a text a line of JSON has none of them, so an escape can stand for each.
 */
function harmless(line: string): string {
  if (!deceiving.test(line)) return line;
  return line.replaceAll(everyDeceiving, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

const deceiving = /[\u007f-\u009f\u2028-\u202e\u2066-\u2069]/;
const everyDeceiving = new RegExp(deceiving, "g");

/** The code of an error (`57P01`, `ECONNREFUSED`) tells what happened; every other `code` may be one that was sent to a phone and is struck out. */
function errorWithCode(error: Error & { code?: unknown }): object {
  const code = typeof error?.code === "string" ? { errorCode: error.code } : {};
  return { ...pino.stdSerializers.err(error), ...code };
}
