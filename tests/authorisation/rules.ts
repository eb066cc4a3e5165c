import type { Caller } from "./callers.ts";
import type { Operation } from "./operations.ts";

export type Verdict = "let in" | { status: 401 | 403; code: string };

const no = (status: 401 | 403, code: string): Verdict => ({ status, code });

/** What the rule of an operation says of whoever calls it, before anything of the request is looked at. */
export function verdictOf({ name, method, access, permission }: Operation, caller: Caller): Verdict {
  if (access === "public") return "let in";
  if (caller.kind === "nobody") return no(401, "token-missing");
  if (access === "customer") {
    if (caller.kind === "customer") return "let in";
    if (caller.kind !== "see-as") return no(403, "not-a-customer");
    return method === "GET" && !onlyForThemselves.has(name) ? "let in" : no(403, "only-to-look");
  }
  if (access === "enrolment" && caller.kind === "enrolment") return "let in";
  if (caller.kind !== "staff") return no(403, "not-staff");
  const may = permission === "own" || caller.permissions.some((has) => has === "*" || has === permission);
  return may || access === "enrolment" ? "let in" : no(403, "permission-missing");
}

/** Secrets of customers that nobody else reads, not even to help them. */
const onlyForThemselves = new Set(["GET /v1/me/network-credential"]);

/** Where a wrong word of the asker's is answered as if nobody had signed in: public operations that sign people in. */
export const wordsOfSigningIn = new Set([
  "not-signed-in",
  "not-signed-in-yet",
  "refresh-token-unknown",
  "session-ended",
  "code-wrong",
  "client-unknown",
]);

/** After these the asker has no access any more, or another second factor: somebody else is sent with the same rights. */
export const endsAccess = new Set([
  "DELETE /v1/me/security/devices",
  "DELETE /v1/staff/devices",
  "DELETE /v1/staff/devices/{sessionId}",
  "POST /v1/staff/second-factor/totp",
  "POST /v1/staff/second-factor/totp/confirm",
  "POST /v1/staff/second-factor/recovery-codes",
]);

/** What asks for a second factor that was proved moments ago, which a program has none of: it is refused behind the door. */
export const needsPerson = new Set([
  "POST /v1/staff/second-factor/totp",
  "POST /v1/staff/second-factor/totp/confirm",
  "POST /v1/staff/second-factor/confirm",
  "POST /v1/staff/second-factor/recovery-codes",
  "POST /v1/staff/passkeys",
  "POST /v1/staff/passkeys/options",
  "DELETE /v1/staff/passkeys/{passkeyId}",
]);

/** What is refused to somebody who was let in: about this one thing, not about who may. */
export const behindTheDoor = new Set(["generated-by-another"]);
