import { type HmacPads, hmacPadsOf } from "#hash/md5";

/** What a NAS and its server share, with the constant half of its HMAC worked out once. It never prints itself. */
export class Secret {
  readonly #bytes: Uint8Array;
  readonly #pads: HmacPads;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#pads = hmacPadsOf(bytes);
  }
  get bytes(): Uint8Array {
    return this.#bytes;
  }
  get pads(): HmacPads {
    return this.#pads;
  }
  toJSON(): string {
    return "[secret]";
  }
}

export const secretOf = (text: string | Uint8Array): Secret =>
  new Secret(typeof text === "string" ? new TextEncoder().encode(text) : text.slice());
