import { Code, ConnectError } from "@connectrpc/connect";

/** `ok`, or the code of the error as the protocol writes it: `permission_denied`. */
export function codeName(error: unknown): string {
  if (error === undefined) return "ok";
  const name = Code[error instanceof ConnectError ? error.code : Code.Unknown] ?? "Unknown";
  return name.replaceAll(/(?<=[a-z])[A-Z]/g, (letter) => `_${letter}`).toLowerCase();
}
