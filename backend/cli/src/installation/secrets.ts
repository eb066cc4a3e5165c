import { randomBytes } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { z } from "zod";
import { Problem } from "#console/problem";
import { type DataFolder, writeWhole } from "#installation/data-folder";

const key = z.base64().refine((text) => Buffer.from(text, "base64").length === 32, "must be 32 octets in base64");

export const Secrets = z.object({
  version: z.literal(1),
  postgresPassword: z.string().min(16),
  databasePasswords: z.record(z.string(), z.string().min(16)),
  internalKey: key,
  identitySealingKey: key,
  radiusSealingKey: key,
  /** Hashes voucher codes. An installation from before there were vouchers gets one at its next start. */
  voucherPepper: key.optional(),
  /** Seals what webhooks are signed with; made up like the pepper. */
  notificationSealingKey: key.optional(),
  paystackSecretKey: z.string().min(16),
  demoNasSecret: z.string().min(16),
});
export type Secrets = z.output<typeof Secrets>;

/** Reads what the first start made up, or makes it up. A schema that is new since then gets its password now. */
export function openSecrets(folder: DataFolder, schemas: readonly string[]): Secrets {
  const before = readSecrets(folder);
  const missing = schemas.filter((schema) => before?.databasePasswords[schema] === undefined);
  if (before?.voucherPepper !== undefined && before.notificationSealingKey !== undefined && missing.length === 0)
    return before;
  const passwords = Object.fromEntries(missing.map((schema) => [schema, password()]));
  const secrets: Secrets = {
    ...newSecrets(),
    ...before,
    databasePasswords: { ...before?.databasePasswords, ...passwords },
  };
  writeWhole(folder.secrets, `${JSON.stringify(secrets, null, 2)}\n`);
  return secrets;
}

export function readSecrets(folder: DataFolder): Secrets | undefined {
  let text: string;
  try {
    text = readFileSync(folder.secrets, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
  const parsed = Secrets.safeParse(jsonOr(text));
  if (parsed.success) return parsed.data;
  throw new Problem(`${folder.secrets} is damaged: ${z.prettifyError(parsed.error)}`, [
    "Without its keys the data cannot be read. Put it back from a backup: ./beacom restore FILE --data DIR",
  ]);
}

/** Group and others must not be able to read it. */
export const secretsAreOpen = (folder: DataFolder): boolean => (statSync(folder.secrets).mode & 0o077) !== 0;

const newSecrets = (): Secrets => ({
  version: 1,
  postgresPassword: password(),
  databasePasswords: {},
  internalKey: randomBytes(32).toString("base64"),
  identitySealingKey: randomBytes(32).toString("base64"),
  radiusSealingKey: randomBytes(32).toString("base64"),
  voucherPepper: randomBytes(32).toString("base64"),
  notificationSealingKey: randomBytes(32).toString("base64"),
  paystackSecretKey: `sk_test_${randomBytes(20).toString("hex")}`,
  demoNasSecret: password(),
});

const password = () => randomBytes(24).toString("base64url");

/** Fit to be typed from a screen: no letters that look alike, in groups of four. About 79 bits. */
export function readablePassword(): string {
  const letters = "abcdefghjkmnpqrstuvwxyz23456789";
  const limit = 256 - (256 % letters.length);
  const picked: string[] = [];
  while (picked.length < 16) {
    for (const octet of randomBytes(32))
      if (octet < limit && picked.length < 16) picked.push(letters[octet % letters.length]!);
  }
  return picked.join("").replaceAll(/(.{4})(?=.)/g, "$1-");
}

function jsonOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
