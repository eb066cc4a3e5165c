import { valueOf } from "@beacom/result";
import type { Counts } from "#counts";
import { readCapture } from "#read-capture";
import type { CaptureRefusal } from "#refusal";

/** A datagram as one line can say it: `10.0.0.1:40000 > 10.0.0.2:1812 payload`. */
export type ReadAll = {
  datagrams: string[];
  payloads: Uint8Array[];
  microseconds: bigint[];
  refusals: CaptureRefusal[];
  counts: Counts;
};

/** Everything of a capture, which comes in chunks of this many octets. */
export async function readAll(file: Uint8Array, chunkOctets = 65_536): Promise<ReadAll> {
  const capture = readCapture(chunksOf(file, chunkOctets));
  const all: ReadAll = { datagrams: [], payloads: [], microseconds: [], refusals: [], counts: capture.counts };
  for await (const item of capture) {
    if (!item.ok) {
      all.refusals.push(item.error);
      continue;
    }
    const { source, destination, payload, atMicroseconds } = valueOf(item);
    const words = Buffer.from(payload).toString("latin1");
    all.datagrams.push(`${source.address}:${source.port} > ${destination.address}:${destination.port} ${words}`);
    all.payloads.push(payload);
    all.microseconds.push(atMicroseconds);
  }
  return all;
}

export async function* chunksOf(file: Uint8Array, chunkOctets: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < file.length; at += chunkOctets) yield file.subarray(at, at + chunkOctets);
}
