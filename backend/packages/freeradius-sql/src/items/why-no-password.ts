import type { PasswordRefusal } from "@beacom/password-hash";

/** A refusal of @beacom/password-hash as a sentence; the subscriber then needs a new password. */
export function whyNoPassword(refusal: PasswordRefusal): string {
  switch (refusal.kind) {
    case "unknown-scheme":
      return `The scheme ${refusal.scheme} is not one that passwords can be checked against here; give a new password.`;
    case "malformed":
      return `Is no hash of the scheme ${refusal.scheme}: it has another length or other characters; give a new password.`;
    case "too-many-rounds":
      return `Asks for ${refusal.rounds} rounds at each login, and ${refusal.most} are the most that are computed; give a new password.`;
    default:
      return refusal satisfies never;
  }
}
