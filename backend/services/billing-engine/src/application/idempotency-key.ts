import { ok, type Result, refuse } from "@beacom/result";

export type KeyRefusal = { readonly kind: "idempotency-key-missing" | "idempotency-key-not-accepted" };

/** A key is stored for good: it is short, and nothing in it is invisible or would be stored as something else. */
export function checkKey(idempotencyKey: string): Result<string, KeyRefusal> {
  if (idempotencyKey === "") return refuse({ kind: "idempotency-key-missing" });
  if (!/^[^\p{Cc}\p{Cs}]{1,200}$/u.test(idempotencyKey)) return refuse({ kind: "idempotency-key-not-accepted" });
  return ok(idempotencyKey);
}
