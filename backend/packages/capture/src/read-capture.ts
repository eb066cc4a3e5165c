import { ok, type Result, refuse } from "@beacom/result";
import { type Counts, noCounts } from "#counts";
import type { Frame } from "#frame";
import { OctetStream } from "#octet-stream";
import { isPcap, readPcap } from "#pcap";
import { readPcapng } from "#pcapng";
import { isPcapng } from "#pcapng-block";
import { Reassembly } from "#reassembly";
import type { CaptureRefusal, FileRefusal, PacketRefusal } from "#refusal";
import type { UdpDatagram } from "#udp";
import { udpOfFrame } from "#udp-of-frame";

/** A UDP datagram and when it was captured; of one in fragments, when the last of them was. */
export type CapturedDatagram = UdpDatagram & {
  readonly at: Date;
  /** The same, since 1970 in UTC. */
  readonly atMicroseconds: bigint;
};

/** To be read once. `counts` are of what was read so far. */
export type Capture = AsyncIterable<Result<CapturedDatagram, CaptureRefusal>> & { readonly counts: Readonly<Counts> };

/**
 * The UDP datagrams of a capture, as tcpdump and Wireshark write it: pcap (draft-ietf-opsawg-pcap) in either order of
 * octets, with micro- or nanoseconds, or pcapng. Refusals come among them, in the order of the file, and say what is
 * wrong and where. It throws nothing but what the source throws.
 */
export function readCapture(source: AsyncIterable<Uint8Array>): Capture {
  const counts = noCounts();
  return { counts, [Symbol.asyncIterator]: () => datagramsOf(source, counts) };
}

async function* datagramsOf(
  source: AsyncIterable<Uint8Array>,
  counts: Counts,
): AsyncGenerator<Result<CapturedDatagram, CaptureRefusal>> {
  const stream = new OctetStream(source);
  const reassembly = new Reassembly();
  try {
    for await (const frame of framesOf(stream, counts)) {
      if (!frame.ok) {
        yield frame;
        continue;
      }
      counts.packets++;
      for (const missing of reassembly.expire(frame.value.atMicroseconds)) yield refuse(missing);
      const datagram = captured(frame.value, reassembly, counts);
      if (datagram) yield datagram;
    }
    for (const missing of reassembly.end()) yield refuse(missing);
  } finally {
    await stream.close();
  }
}

async function* framesOf(
  stream: OctetStream,
  counts: Counts,
): AsyncGenerator<Result<Frame, FileRefusal | PacketRefusal>> {
  if (!(await stream.fill(4))) {
    yield refuse({ kind: "cut-in-header", offset: stream.received });
    return;
  }
  const magic = stream.peek(4);
  if (isPcap(magic)) yield* readPcap(stream, counts);
  else if (isPcapng(magic)) yield* readPcapng(stream, counts);
  else yield refuse({ kind: "not-a-capture", offset: 0 });
}

function captured(
  frame: Frame,
  reassembly: Reassembly,
  counts: Counts,
): Result<CapturedDatagram, PacketRefusal> | undefined {
  const { atMicroseconds, offset } = frame;
  const at = new Date(Number(atMicroseconds / 1_000n));
  if (Number.isNaN(at.getTime())) return refuse({ kind: "time-out-of-range", offset });
  const datagram = udpOfFrame(frame, reassembly, counts);
  if (!datagram.ok) return datagram;
  if (!datagram.value) return undefined;
  counts.datagrams++;
  return ok({ at, atMicroseconds, ...datagram.value });
}
