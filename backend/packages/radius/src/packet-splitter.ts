import { ok, type Result, refuse } from "@beacom/result";
import { headerLength, longestPacket } from "#packet";

/** What stands at the place of a packet's length is none: the connection must end (RFC 6613 section 2.6.4). */
export type Unframed = {
  readonly kind: "length-field-too-small" | "length-field-too-large";
  /** The length that it states, in octets. */
  readonly length: number;
  /** The whole packets before it, in the same chunk. */
  readonly packets: readonly Uint8Array[];
};

export type PacketSplitter = {
  /** The packets that are whole with this chunk; after a refusal there are none, whatever comes. */
  push(chunk: Uint8Array): Result<Uint8Array[], Unframed>;
  /** Octets of a packet that is not whole yet. */
  readonly pending: number;
};

/**
 * Packets out of a stream, over TCP (RFC 6613) or TLS (RFC 6614): one after the other, each as long as it says. It
 * keeps no more than the beginning of one packet. A packet that lies in one chunk is a view on it.
 */
export function packetSplitter(): PacketSplitter {
  const header = new Uint8Array(4);
  let packet = header;
  let filled = 0;
  let unframed: Unframed | undefined;

  return {
    push(chunk) {
      if (unframed !== undefined) return refuse({ ...unframed, packets: [] });
      const packets: Uint8Array[] = [];
      for (let at = 0; at < chunk.length; ) {
        if (filled < 4) {
          header[filled++] = chunk[at++]!;
          if (filled < 4) continue;
          const length = (header[2]! << 8) | header[3]!;
          const kind =
            length < headerLength
              ? "length-field-too-small"
              : length > longestPacket
                ? "length-field-too-large"
                : undefined;
          if (kind !== undefined) {
            unframed = { kind, length, packets };
            return refuse(unframed);
          }
          if (at >= 4 && at - 4 + length <= chunk.length) {
            packets.push(chunk.subarray(at - 4, at - 4 + length));
            at += length - 4;
            filled = 0;
            continue;
          }
          packet = new Uint8Array(length);
          packet.set(header);
        }
        const end = Math.min(chunk.length, at + packet.length - filled);
        packet.set(chunk.subarray(at, end), filled);
        filled += end - at;
        at = end;
        if (filled < packet.length) continue;
        packets.push(packet);
        filled = 0;
      }
      return ok(packets);
    },
    get pending() {
      return filled;
    },
  };
}
