import { createHmac, randomBytes } from "node:crypto";

const prefix = "whsec_";

/** A new secret of 32 octets, in the form that receivers' libraries take. */
export const newSecret = (): string => `${prefix}${randomBytes(32).toString("base64")}`;

/**
 * What a request says of itself by the Standard Webhooks specification: HMAC-SHA256 over id, seconds and body, once for each secret that is
 * good now. The body has to be sent octet for octet as it was signed.
 */
export function signedHeaders(signed: {
  messageId: string;
  at: Date;
  body: string;
  secrets: readonly string[];
}): Record<string, string> {
  const seconds = Math.floor(signed.at.getTime() / 1_000);
  const content = `${signed.messageId}.${seconds}.${signed.body}`;
  const signatures = signed.secrets.map((secret) => {
    const key = Buffer.from(secret.slice(prefix.length), "base64");
    return `v1,${createHmac("sha256", key).update(content, "utf8").digest("base64")}`;
  });
  return {
    "webhook-id": signed.messageId,
    "webhook-timestamp": String(seconds),
    "webhook-signature": signatures.join(" "),
  };
}
