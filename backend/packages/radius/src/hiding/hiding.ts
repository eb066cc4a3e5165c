import { hideAscend, revealAscend } from "#hiding/ascend-secret";
import { hideSalted, revealSalted } from "#hiding/salted";
import { hidePassword, revealPassword } from "#hiding/user-password";
import type { Secret } from "#secret";

/** FreeRADIUS' encrypt=1, 2 and 3. */
export type Hiding = "password" | "salted" | "ascend-secret";

/**
 * What values are hidden with between two neighbours. The authenticator is the request's, in a reply too; where a
 * request's authenticator is a hash over the packet (CoA, Disconnect, accounting) it is `noAuthenticator`.
 */
export type HidingKey = { readonly secret: Secret; readonly authenticator: Uint8Array };

export const noAuthenticator: Uint8Array = new Uint8Array(16);

export function hide(how: Hiding, plain: Uint8Array, { secret, authenticator }: HidingKey): Uint8Array {
  switch (how) {
    case "password":
      return hidePassword(plain, secret, authenticator);
    case "salted":
      return hideSalted(plain, secret, authenticator);
    case "ascend-secret":
      return hideAscend(plain, secret, authenticator);
    default:
      return how satisfies never;
  }
}

/** Undefined when it is not such a value. A "password" and an "ascend-secret" keep the zeros that fill their blocks. */
export function reveal(how: Hiding, hidden: Uint8Array, { secret, authenticator }: HidingKey): Uint8Array | undefined {
  switch (how) {
    case "password":
      return revealPassword(hidden, secret, authenticator);
    case "salted":
      return revealSalted(hidden, secret, authenticator);
    case "ascend-secret":
      return revealAscend(hidden, secret, authenticator);
    default:
      return how satisfies never;
  }
}
