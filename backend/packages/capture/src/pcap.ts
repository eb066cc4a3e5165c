import { ok, type Result, refuse } from "@beacom/result";
import type { Counts } from "#counts";
import { type Frame, isReadable } from "#frame";
import { big, type Integers, little } from "#integers";
import type { OctetStream } from "#octet-stream";
import type { FileRefusal } from "#refusal";

/** By its first four octets: how numbers are written, and how many parts a microsecond has. */
const forms: ReadonlyMap<number, { readonly integers: Integers; readonly microsecond: number }> = new Map([
  [0xa1b2c3d4, { integers: big, microsecond: 1 }],
  [0xd4c3b2a1, { integers: little, microsecond: 1 }],
  [0xa1b23c4d, { integers: big, microsecond: 1_000 }],
  [0x4d3cb2a1, { integers: little, microsecond: 1_000 }],
]);

/** By the first four octets of a file. */
export const isPcap = (magic: Uint8Array): boolean => forms.has(big.u32(magic, 0));

const headerOctets = 24;
const recordHeaderOctets = 16;
/** The longest that libpcap writes, for any kind of line that is read here. */
const longestFrame = 262_144;

/** draft-ietf-opsawg-pcap: a header, then a record for each packet. A file that ends inside a record ends before it. */
export async function* readPcap(stream: OctetStream, counts: Counts): AsyncGenerator<Result<Frame, FileRefusal>> {
  if (!(await stream.fill(headerOctets))) {
    yield refuse({ kind: "cut-in-header", offset: stream.received });
    return;
  }
  const header = stream.take(headerOctets);
  const { integers, microsecond } = forms.get(big.u32(header, 0))!;
  if (integers.u16(header, 4) !== 2) {
    yield refuse({ kind: "unsupported-version", offset: 4 });
    return;
  }
  // The upper half says whether frames end with their checksum, which the lengths inside of them make plain as well.
  const linkType = integers.u32(header, 20) & 0xffff;
  if (!isReadable(linkType)) {
    yield refuse({ kind: "unsupported-link-type", offset: 20, linkType });
    return;
  }
  while (stream.buffered >= recordHeaderOctets || (await stream.fill(recordHeaderOctets))) {
    const offset = stream.position;
    const record = stream.peek(recordHeaderOctets);
    const captured = integers.u32(record, 8);
    if (captured > longestFrame) {
      yield refuse({ kind: "record-too-long", offset: offset + 8, octets: captured });
      return;
    }
    const length = recordHeaderOctets + captured;
    if (stream.buffered < length && !(await stream.fill(length))) break;
    const seconds = BigInt(integers.u32(record, 0));
    yield ok({
      atMicroseconds: seconds * 1_000_000n + BigInt(Math.floor(integers.u32(record, 4) / microsecond)),
      linkType,
      originalLength: integers.u32(record, 12),
      offset: offset + recordHeaderOctets,
      bytes: stream.take(length).subarray(recordHeaderOctets),
    });
  }
  counts.cutOctets = stream.buffered;
}
