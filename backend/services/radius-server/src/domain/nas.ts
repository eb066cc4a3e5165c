export type Vendor = "mikrotik" | "wispr";

export type Nas = {
  readonly nasId: string;
  readonly name: string;
  /** CIDR: one address or a network of routers. */
  readonly network: string;
  readonly vendor: Vendor;
  /** Where CoA goes; the packets' source when absent. */
  readonly coaAddress: string | undefined;
  readonly coaPort: number;
  readonly requireMessageAuthenticator: "yes" | "no" | "auto";
  /** It reports the download as Acct-Input-Octets. */
  readonly countersReversed: boolean;
};

/** `signs`: what `auto` has learnt about this source; absent before its first request. */
export type SignedRequest = {
  readonly signs: boolean | undefined;
  readonly hasMessageAuthenticator: boolean;
  readonly hasProxyState: boolean;
};

/**
 * CVE-2024-3596: without Message-Authenticator a reply can be forged. The answer says whether the request may be answered, and what
 * `auto` learns from it: whoever has signed once must sign from then on.
 */
export function judgeSignature(
  policy: Nas["requireMessageAuthenticator"],
  allowUnsignedProxyState: boolean,
  { signs, hasMessageAuthenticator, hasProxyState }: SignedRequest,
): { readonly drop: "unsigned" | "unsigned-proxy-state" | undefined; readonly learnt: boolean | undefined } {
  const learnt =
    policy === "auto" && signs !== hasMessageAuthenticator && signs !== true ? hasMessageAuthenticator : undefined;
  if (hasMessageAuthenticator) return { drop: undefined, learnt };
  if (policy === "yes" || (policy === "auto" && signs === true)) return { drop: "unsigned", learnt: undefined };
  // Proxy-State is where the attack puts its collision blocks.
  if (hasProxyState && !allowUnsignedProxyState) return { drop: "unsigned-proxy-state", learnt: undefined };
  return { drop: undefined, learnt };
}
