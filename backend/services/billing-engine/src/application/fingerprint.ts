import { createHash } from "node:crypto";

/** The same for the same arguments, in whatever order they are named. Kept in their place, to know a command again. */
export const fingerprintOf = (args: object): string =>
  createHash("sha256")
    .update(JSON.stringify(inOrder(args)))
    .digest("hex");

function inOrder(value: unknown): unknown {
  if (typeof value === "bigint") return `${value}n`;
  if (value instanceof Date || typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(inOrder);
  const named = Object.entries(value).filter(([, part]) => part !== undefined);
  return Object.fromEntries(named.sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, part]) => [name, inOrder(part)]));
}
