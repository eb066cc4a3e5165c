import { textOf } from "@beacom/radius";
import { ok, type Result, refuse } from "@beacom/result";
import { decodeEap, EapCode, type EapMalformed, EapType } from "#codec/packet";
import { Conversation, type EapStep, type Offer } from "#conversation";
import { md5Method } from "#method/md5";
import type { ChallengeDeps } from "#method/method";
import { msChapV2Method } from "#method/mschapv2";
import { looksLikeAName, type Proofs, type ProofsOf } from "#proofs";
import type { EapTls } from "#tls/context";
import type { TlsEngine } from "#tls/engine";
import { TlsMethod } from "#tls/tls-method";
import { peapPhase2 } from "#tunnel/peap";
import type { Phase2 } from "#tunnel/phase2";
import { type ClientCertificate, tlsPhase2 } from "#tunnel/tls";
import { ttlsPhase2 } from "#tunnel/ttls";

export type EapMethod = "md5" | "mschapv2" | "peap" | "ttls" | "tls";

export type EapDeps = {
  /** In the order of preference; after a Nak, the first one that the peer wants too. */
  methods: readonly EapMethod[];
  proofsOf: ProofsOf;
  /** Asked at the beginning of each tunnel, so that a renewed certificate serves new conversations. Undefined: not now. */
  tls(method: "peap" | "ttls" | "tls"): EapTls | undefined;
  clientCertificate: ClientCertificate;
  /** Cryptographically random, for challenges. */
  random(octets: number): Uint8Array;
  /** How this server names itself in the challenges of MSCHAPv2 and MD5. */
  serverName: string;
};

/** Who is idle for too long is the caller's to close; a conversation that has ended has closed itself. */
export type EapConversation = {
  /** As the peer said it in the clear, which may be "anonymous@realm". */
  readonly identity: string;
  /** Rejects only when one of the dependencies does; the conversation is closed then. */
  hear(eap: Uint8Array): Promise<EapStep>;
  /** Frees the TLS engine. */
  close(): void;
};

export type EapNotBegun = EapMalformed | { readonly kind: "not-an-identity-response" };

/**
 * The server's side of RFC 3748 for one peer: its Identity response begins the conversation, and `first` is what goes back to
 * it (asked again with the same response, the conversation gives the same step). An identity is not looked up before a
 * method needs it, and an unknown one is refused where a wrong password is.
 */
export function beginEap(
  deps: EapDeps,
  identityResponse: Uint8Array,
): Result<{ conversation: EapConversation; first: EapStep }, EapNotBegun> {
  const packet = decodeEap(identityResponse);
  if (!packet.ok) return packet;
  const response = packet.value;
  if (response.code !== EapCode.Response || response.type !== EapType.Identity) {
    return refuse({ kind: "not-an-identity-response" });
  }
  const identity = textOf(response.data);
  const offers = deps.methods.map((method) => offerOf(method, identity, deps));
  const conversation = new Conversation(response, identity, offers);
  return ok({ conversation, first: conversation.first });
}

const types = {
  md5: EapType.Md5,
  mschapv2: EapType.MsChapV2,
  peap: EapType.Peap,
  ttls: EapType.Ttls,
  tls: EapType.Tls,
} as const;

function offerOf(method: EapMethod, identity: string, deps: EapDeps): Offer {
  const type = types[method];
  if (method === "md5" || method === "mschapv2") return challengeOffer(method, identity, "outer", deps);
  return {
    type,
    begin() {
      const tls = deps.tls(method);
      const phase2 = (engine: TlsEngine) => phase2Of(method, engine, deps);
      return tls && new TlsMethod({ type, tls, requestCert: method === "tls", phase2 });
    },
  };
}

function phase2Of(method: "peap" | "ttls" | "tls", engine: TlsEngine, deps: EapDeps): Phase2 {
  const inner = (method: "md5" | "mschapv2", identity: string) => challengeOffer(method, identity, "tunnel", deps);
  if (method === "tls") return tlsPhase2(engine, deps.clientCertificate);
  if (method === "peap") return peapPhase2((identity) => [inner("mschapv2", identity)]);
  return ttlsPhase2({
    engine,
    proofs: (username) => lookUp(deps, username, "tunnel"),
    innerOffers: (identity) => [inner("mschapv2", identity), inner("md5", identity)],
  });
}

function challengeOffer(method: "md5" | "mschapv2", username: string, where: "outer" | "tunnel", deps: EapDeps): Offer {
  const begin = method === "md5" ? md5Method : msChapV2Method;
  const challenge: ChallengeDeps = {
    username,
    proofs: () => lookUp(deps, username, where),
    random: (octets) => deps.random(octets),
    serverName: deps.serverName,
  };
  return { type: types[method], begin: () => begin(challenge) };
}

async function lookUp(deps: EapDeps, username: string, where: "outer" | "tunnel"): Promise<Proofs | undefined> {
  return looksLikeAName(username) ? deps.proofsOf(username, where) : undefined;
}
