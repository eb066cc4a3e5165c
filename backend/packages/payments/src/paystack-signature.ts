import { createHmac, timingSafeEqual } from "node:crypto";
import type { CallbackScheme } from "#provider";

/** Paystack signs the exact octets of the body: hex HMAC-SHA512 with the account's secret key. */
export function paystackSignature(rawBody: Uint8Array, secretKey: string): string {
  return createHmac("sha512", secretKey).update(rawBody).digest("hex");
}

/** Compares octets in constant time, so that a forger cannot learn the signature digit by digit. */
export function isPaystackSignature(rawBody: Uint8Array, signature: string | undefined, secretKey: string): boolean {
  const expected = createHmac("sha512", secretKey).update(rawBody).digest();
  const wellFormed = signature !== undefined && /^[0-9a-fA-F]{128}$/.test(signature);
  const given = wellFormed ? Buffer.from(signature, "hex") : Buffer.alloc(expected.length);
  return timingSafeEqual(given, expected) && wellFormed;
}

export const paystackScheme = (secretKey: string): CallbackScheme => ({
  provider: "paystack",
  signatureHeader: "x-paystack-signature",
  isGenuine: (rawBody, signature) => isPaystackSignature(rawBody, signature, secretKey),
});
