import { closeSync, existsSync, openSync, readFileSync, writeSync } from "node:fs";
import { Problem } from "#console/problem";

/** A file, or with `-` what comes in. */
export function readGiven(path: string): string {
  try {
    return readFileSync(path === "-" ? 0 : path, "utf8");
  } catch (error) {
    throw new Problem(
      `${path === "-" ? "standard input" : path} cannot be read`,
      ["Is it there, and may you read it?"],
      {
        cause: error,
      },
    );
  }
}

/** A secret out of a file: what an editor puts at the end of a line is none of it. */
export function readSecret(path: string, what: string): string {
  const secret = readGiven(path).replace(/\r?\n$/, "");
  if (secret === "") throw new Problem(`there is no ${what} in ${path === "-" ? "standard input" : path}`);
  return secret;
}

export function readJsonObject(path: string): Record<string, unknown> {
  const text = readGiven(path);
  try {
    const read: unknown = JSON.parse(text);
    if (typeof read === "object" && read !== null && !Array.isArray(read)) return read as Record<string, unknown>;
  } catch (error) {
    throw new Problem(`${path} is not JSON`, [error instanceof Error ? error.message : ""], { cause: error });
  }
  throw new Problem(`${path} is JSON, but no object`, ["It begins with { and ends with }."]);
}

/** Before something is made that is given out only once: there must be room for it. */
export function refuseExisting(paths: readonly (string | undefined)[]): void {
  const there = paths.filter((path) => path !== undefined && path !== "-" && existsSync(path));
  if (there.length > 0)
    throw new Problem(`${there.join(", ")} is there already`, ["Choose another name: it is never written over."]);
}

/** Never over what is there; `-` is the screen. */
export function writeNew(path: string, content: string | Uint8Array, mode: number): void {
  if (path === "-") {
    process.stdout.write(content);
    return;
  }
  const file = openSync(path, "wx", mode);
  try {
    writeSync(file, Buffer.from(content));
  } finally {
    closeSync(file);
  }
}
