import { createHash } from "node:crypto";
import { ok, type Result, refuse } from "@beacom/result";
import type { AskRefusal, Conversation } from "#conversation";

export type Credentials = { readonly username: string; readonly password: string };
export type LoginRefused = { readonly kind: "login-refused"; readonly message: string };

/**
 * RouterOS 6.43 and later take name and password as they are. An older one answers the same command with a challenge in `ret`, and
 * wants an MD5 over it. Over port 8728 the first way tells the password to whoever listens: TLS is for that.
 */
export async function logIn(
  conversation: Conversation,
  credentials: Credentials,
  timeoutMs: number,
): Promise<Result<undefined, LoginRefused | AskRefusal>> {
  const { username, password } = credentials;
  const first = await conversation.askAlone(["/login", `=name=${username}`, `=password=${password}`], timeoutMs);
  if (!first.ok) return refuse(refusalOf(first.error, password));
  const challenge = first.value.at(-1)?.["ret"];
  if (challenge === undefined) return ok(undefined);
  if (!/^[0-9a-f]{32}$/i.test(challenge)) {
    return refuse({ kind: "login-refused", message: "the router's challenge is not 16 octets in hexadecimal" });
  }
  const response = challengeResponse(password, challenge);
  const second = await conversation.askAlone(["/login", `=name=${username}`, `=response=${response}`], timeoutMs);
  return second.ok ? ok(undefined) : refuse(refusalOf(second.error, password));
}

/** 00 and the MD5 of an octet of zero, the password and the challenge's octets, in hexadecimal. */
export const challengeResponse = (password: string, challenge: string): string =>
  `00${createHash("md5").update(Uint8Array.of(0)).update(password, "utf8").update(challenge, "hex").digest("hex")}`;

function refusalOf(refusal: AskRefusal, password: string): LoginRefused | AskRefusal {
  // A router, or what pretends to be one, may say back what it was told: the password does not leave here.
  const without = (text: string) => (password === "" ? text : text.replaceAll(password, "[password]"));
  if (refusal.kind === "trap") return { kind: "login-refused", message: without(refusal.message) };
  if (refusal.kind === "connection-lost" && refusal.detail !== undefined) {
    return { ...refusal, detail: without(refusal.detail) };
  }
  return refusal;
}
