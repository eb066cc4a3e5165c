export type FallbackStep = "disconnect" | "device-api";

/** The API of a router that ends or changes sessions when RADIUS cannot (MikroTik: 8728, with TLS 8729). */
export type DeviceApi = {
  /** Its sessions' source when absent. */
  readonly address: string | undefined;
  readonly port: number;
  readonly tls: boolean;
  /** SHA-256 of its certificate, in hexadecimal: routers sign their own. */
  readonly fingerprint: string | undefined;
  readonly username: string;
};

export type Nas = {
  readonly nasId: string;
  readonly name: string;
  /** CIDR: one address or a network of routers. Absent when only its RadSec certificate tells who it is. */
  readonly network: string | undefined;
  /** Its NAS-Identifier, where that has to tell it from others at the same address (NAT) or in the same network. */
  readonly identifier: string | undefined;
  /** RadSec: a name in its certificate, or `sha256:` and the certificate's fingerprint. */
  readonly certificate: string | undefined;
  /** The name of a NAS kind. */
  readonly kind: string;
  /** Where CoA goes; the packets' source when absent. */
  readonly coaAddress: string | undefined;
  readonly coaPort: number;
  /** So many CoA and Disconnect are sent to it in a second at most: small routers choke on more. */
  readonly coaPerSecond: number;
  readonly requireMessageAuthenticator: "yes" | "no" | "auto";
  /** Proxies from before 2024 add Proxy-State without signing; only on a network that nobody else can write to. */
  readonly allowUnsignedProxyState: boolean;
  /** It reports the download as Acct-Input-Octets. */
  readonly countersReversed: boolean;
  /** What is tried, in this order, when a CoA is refused or not answered. */
  readonly afterFailedCoa: readonly FallbackStep[];
  readonly deviceApi: DeviceApi | undefined;
};

/** Whether its packets come from one router only, wherever that is: then Accounting-On speaks for all of its sessions. */
export const isOneRouter = ({ network, identifier, certificate }: Nas): boolean =>
  identifier !== undefined ||
  certificate !== undefined ||
  network === undefined ||
  network.endsWith(network.includes(":") ? "/128" : "/32");

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
