import { EapType } from "#codec/packet";
import type { Certificate } from "#testing/certificates";
import { Peer } from "#testing/peer";
import { type Credentials, md5Peer, msChapV2Peer } from "#testing/peer-passwords";
import { type PeerPhase2, type PeerTls, tlsPeer } from "#testing/peer-tls";
import {
  chapPeerPhase2,
  eapPeerPhase2,
  msChapV2PeerPhase2,
  papPeerPhase2,
  peapPeerPhase2,
  type Tamper,
} from "#testing/peer-tunnels";

export const passwordMethods = [
  "md5",
  "mschapv2",
  "peap-mschapv2",
  "ttls-pap",
  "ttls-chap",
  "ttls-mschapv2",
  "ttls-eap-mschapv2",
  "ttls-eap-md5",
] as const;

export type PasswordMethod = (typeof passwordMethods)[number];

export type PeerOptions = Credentials & { tls?: PeerTls; tamper?: Tamper };

/** A peer by the name that an accepted conversation gives its method. In a tunnel it keeps its name to itself at first. */
export function peerOf(method: PasswordMethod, { tls = {}, tamper, ...credentials }: PeerOptions): Peer {
  if (method === "md5") return new Peer(credentials.username, md5Peer(credentials));
  if (method === "mschapv2") return new Peer(credentials.username, msChapV2Peer(credentials));
  const type = method === "peap-mschapv2" ? EapType.Peap : EapType.Ttls;
  const honest = phase2[method](credentials);
  return new Peer("anonymous", tlsPeer(type, tls, tamper === undefined ? honest : tampered(honest, tamper)));
}

export function certificatePeer({ certificate, privateKey }: Partial<Certificate>, tls: PeerTls = {}): Peer {
  const holding = certificate === undefined ? {} : { certificate, privateKey: privateKey! };
  return new Peer(
    "anonymous",
    tlsPeer(EapType.Tls, { ...tls, ...holding }, () => undefined),
  );
}

const phase2: Record<Exclude<PasswordMethod, "md5" | "mschapv2">, (credentials: Credentials) => PeerPhase2> = {
  "peap-mschapv2": (credentials) => peapPeerPhase2(credentials),
  "ttls-pap": papPeerPhase2,
  "ttls-chap": chapPeerPhase2,
  "ttls-mschapv2": msChapV2PeerPhase2,
  "ttls-eap-mschapv2": (credentials) => eapPeerPhase2(credentials, "mschapv2"),
  "ttls-eap-md5": (credentials) => eapPeerPhase2(credentials, "md5"),
};

const tampered =
  (honest: PeerPhase2, tamper: Tamper): PeerPhase2 =>
  async (plaintext, engine) => {
    const said = await honest(plaintext, engine);
    return said && tamper(said);
  };
