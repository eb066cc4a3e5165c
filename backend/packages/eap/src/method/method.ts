import type { Proofs } from "#proofs";
import type { EapRefusal } from "#refusal";

export type Accepted = {
  readonly kind: "accepted";
  /** "md5", "peap-mschapv2", "ttls-pap" … */
  readonly method: string;
  readonly username: string;
  /** 64 octets; a method that derives no keys has none. */
  readonly msk: Uint8Array | undefined;
  /** RFC 5247 appendix A: what EAP-Key-Name carries. */
  readonly sessionId?: Uint8Array | undefined;
};

export type Refused = {
  readonly kind: "refused";
  readonly refusal: EapRefusal;
  readonly username: string | undefined;
};

export type Ignored = { readonly kind: "ignored"; readonly reason: string };

/** `data` is what follows the type octet of the next request. */
export type Decided = { readonly kind: "ask"; readonly data: Uint8Array } | Accepted | Refused;

export type MethodStep = Decided | Ignored;

/** One run of one EAP method. What it ignores has changed nothing in it. */
export type Method = {
  readonly type: number;
  /** The data of its first request, which will have this identifier. */
  open(identifier: number): Uint8Array;
  /** `identifier` is that of the request which was answered. */
  hear(data: Uint8Array, identifier: number): MethodStep | Promise<MethodStep>;
  close(): void;
};

/** What a method needs that asks one name to prove its password. */
export type ChallengeDeps = {
  username: string;
  /** Asked once, when there is something to prove. */
  proofs: () => Promise<Proofs | undefined>;
  random: (octets: number) => Uint8Array;
  serverName: string;
};
