import { decodeEap, EapCode, EapType, encodeEap } from "#codec/packet";
import type { PeerMethod } from "#testing/peer-passwords";

export type PeerEnd = "success" | "failure";

/** The other side of RFC 3748: one identity, one method, and a Nak for every other. */
export class Peer {
  readonly identity: string;
  readonly #method: PeerMethod;
  end: PeerEnd | undefined;

  constructor(identity: string, method: PeerMethod) {
    this.identity = identity;
    this.#method = method;
  }

  identityResponse(identifier = 1): Uint8Array {
    const data = Buffer.from(this.identity);
    return encodeEap({ code: EapCode.Response, identifier, type: EapType.Identity, data });
  }

  /** The next response; undefined at the end, and where a peer would rather be silent. */
  async answer(request: Uint8Array): Promise<Uint8Array | undefined> {
    const packet = decodeEap(request);
    if (!packet.ok) return undefined;
    if (packet.value.code === EapCode.Success) this.end = "success";
    if (packet.value.code === EapCode.Failure) this.end = "failure";
    if (packet.value.code !== EapCode.Request) return undefined;
    const { identifier, type, data } = packet.value;
    if (type !== this.#method.type) {
      const wanted = Uint8Array.of(this.#method.type);
      return encodeEap({ code: EapCode.Response, identifier, type: EapType.Nak, data: wanted });
    }
    const answer = await this.#method.answer(data, identifier);
    return answer && encodeEap({ code: EapCode.Response, identifier, type, data: answer });
  }

  msk(): Uint8Array | undefined {
    return this.#method.msk?.();
  }

  close(): void {
    this.#method.close?.();
  }
}
