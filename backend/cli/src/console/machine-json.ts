import { isMessage } from "@bufbuild/protobuf";
import { timestampDate, TimestampSchema } from "@bufbuild/protobuf/wkt";

/** One JSON object for a program: counters as numbers, times as ISO 8601, octets in base64. */
export const machineJson = (value: unknown): string => JSON.stringify(plain(value));

function plain(value: unknown): unknown {
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  if (Array.isArray(value)) return value.map(plain);
  if (isMessage(value, TimestampSchema)) return timestampDate(value).toISOString();
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !name.startsWith("$"))
      .map(([name, one]) => [name, plain(one)]),
  );
}
