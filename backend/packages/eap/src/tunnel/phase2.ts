import type { Accepted, Refused } from "#method/method";
import type { EapRefusal } from "#refusal";

/** Empty plaintext is an empty request: the peer has its turn. */
export type Phase2Step =
  | { readonly kind: "say"; readonly plaintext: Uint8Array }
  | Omit<Accepted, "msk" | "sessionId">
  | Refused;

/** What goes on once TLS stands. */
export type Phase2 = {
  /** The handshake is done; what is said here goes out with its last flight. */
  secured(): Phase2Step | Promise<Phase2Step>;
  /** What the peer said through the tunnel; empty when it only acknowledged. `next` is the identifier of the next request. */
  hear(plaintext: Uint8Array, next: number): Phase2Step | Promise<Phase2Step>;
  close(): void;
};

export const listen: Phase2Step = { kind: "say", plaintext: new Uint8Array() };

export const refused = (kind: EapRefusal["kind"], detail?: string, username?: string): Refused => ({
  kind: "refused",
  refusal: { kind, ...(detail === undefined ? {} : { detail }) },
  username,
});
