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
    mixin: () => {
      const scope = currentScope();
      return scope ? { traceId: scope.traceId } : {};
    },
  };
  return options.destination ? pino(settings, options.destination) : pino(settings);
}

/** The code of an error (`57P01`, `ECONNREFUSED`) tells what happened; every other `code` may be one that was sent to a phone and is struck out. */
function errorWithCode(error: Error & { code?: unknown }): object {
  const code = typeof error?.code === "string" ? { errorCode: error.code } : {};
  return { ...pino.stdSerializers.err(error), ...code };
}
