import { execFileSync } from "node:child_process";

/** What other programs make of the same passwords; absent where they are not installed. */
export const opensslPasswd = runs("openssl", ["version"])
  ? (options: readonly string[], password: string): string =>
      execFileSync("openssl", ["passwd", ...options, "-stdin"], { input: `${password}\n` })
        .toString()
        .trim()
  : undefined;

const script = `
import crypt, json, sys
print(json.dumps([crypt.crypt(password, setting) for password, setting in json.load(sys.stdin)]))
`;

/** The system's own crypt(3), by way of Python, whose module for it went away in 3.13. */
export const systemCrypt = runs("python3", ["-W", "ignore", "-c", "import crypt"])
  ? (pairs: readonly (readonly [password: string, setting: string])[]): (string | null)[] =>
      JSON.parse(
        execFileSync("python3", ["-W", "ignore", "-c", script], { input: JSON.stringify(pairs) }).toString(),
      ) as (string | null)[]
  : undefined;

function runs(program: string, args: readonly string[]): boolean {
  try {
    execFileSync(program, args, { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
