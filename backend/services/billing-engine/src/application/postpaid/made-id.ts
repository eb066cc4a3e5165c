import { createHash } from "node:crypto";

/** The name of what a command makes. It comes from the command's key, so that asked again it is answered with the same name. */
export const madeId = (prefix: "sub" | "dis" | "chr" | "prm", customerId: string, idempotencyKey: string): string =>
  `${prefix}_${createHash("sha256")
    .update(JSON.stringify([customerId, idempotencyKey]))
    .digest("hex")
    .slice(0, 26)}`;
