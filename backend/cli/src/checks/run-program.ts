import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { repository } from "#installation/data-folder";

export type ProgramResult = { code: number; output: string; errors: string };

/** Runs a program to its end. Ctrl-C reaches it through the terminal; a SIGTERM is passed on. */
export function runProgram(
  command: string,
  args: readonly string[],
  options: { env?: Record<string, string>; onLine?: (line: string) => void } = {},
): Promise<ProgramResult> {
  const child = spawn(command, args, {
    cwd: repository,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...withoutColours, ...options.env },
  });
  const pass = () => {
    child.once("close", () => process.exit(143));
    child.kill("SIGTERM");
  };
  process.once("SIGTERM", pass);
  const lines: string[] = [];
  const errors: string[] = [];
  createInterface({ input: child.stdout }).on("line", (line) => {
    lines.push(line);
    options.onLine?.(line);
  });
  createInterface({ input: child.stderr }).on("line", (line) => {
    errors.push(line);
    options.onLine?.(line);
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => {
      process.off("SIGTERM", pass);
      resolve({ code: code ?? 1, output: lines.join("\n"), errors: errors.join("\n") });
    });
  });
}

const { FORCE_COLOR: _forced, ...inherited } = process.env;
const withoutColours = { ...inherited, NO_COLOR: "1" };

/** A program out of node_modules, by the Node that this is. */
export const nodeProgram = (path: string, args: readonly string[]): [string, string[]] => [
  process.execPath,
  [`${repository}/node_modules/${path}`, ...args],
];
