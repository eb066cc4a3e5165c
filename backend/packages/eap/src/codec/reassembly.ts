import { ok, type Result, refuse } from "@beacom/result";
import type { Fragment } from "#codec/fragment";

export type ReassemblyRefusal = {
  readonly kind: "empty-fragment" | "message-too-long" | "message-of-another-length";
};

const longestMessage = 65_536;

/** Puts the fragments of one TLS message together again. A refused fragment changes nothing. */
export class Reassembly {
  #parts: Uint8Array[] = [];
  #octets = 0;
  #announced: number | undefined;

  /** The whole message, or undefined while more is to come. At most 64 KiB, as announced and as it arrives. */
  add({ more, messageOctets, data }: Fragment): Result<Uint8Array | undefined, ReassemblyRefusal> {
    const announced = this.#announced ?? messageOctets;
    const octets = this.#octets + data.length;
    if (octets > longestMessage || (announced ?? 0) > longestMessage) return refuse({ kind: "message-too-long" });
    // Without this, a peer could have itself acknowledged for ever.
    if (more && data.length === 0) return refuse({ kind: "empty-fragment" });
    if (announced !== undefined && (more ? octets >= announced : octets !== announced)) {
      return refuse({ kind: "message-of-another-length" });
    }
    // A copy: the packet that carried it belongs to the caller.
    this.#parts.push(data.slice());
    this.#octets = octets;
    this.#announced = announced;
    if (more) return ok(undefined);
    const message = Buffer.concat(this.#parts);
    this.#parts = [];
    this.#octets = 0;
    this.#announced = undefined;
    return ok(message);
  }
}
