import { ok, type Result, refuse } from "@beacom/result";
import type { Counts } from "#counts";
import { type Frame, isReadable } from "#frame";
import type { OctetStream } from "#octet-stream";
import { type Block, BlockType, readBlocks } from "#pcapng-block";
import { type Interface, microsecondsOf, readInterface } from "#pcapng-interface";
import type { FileRefusal, PacketRefusal } from "#refusal";

const mostInterfaces = 65_536;

/** draft-ietf-opsawg-pcapng: sections of interfaces and their packets. A file that ends inside a block ends before it. */
export async function* readPcapng(
  stream: OctetStream,
  counts: Counts,
): AsyncGenerator<Result<Frame, FileRefusal | PacketRefusal>> {
  let interfaces: Interface[] = [];
  let lastMicroseconds = 0n;
  for await (const read of readBlocks(stream, counts)) {
    if (!read.ok) {
      yield read;
      return;
    }
    const block = read.value;
    switch (block.type) {
      case BlockType.section: {
        if (block.body.length < 16 || block.integers.u16(block.body, 4) !== 1) {
          yield refuse({ kind: "unsupported-version", offset: block.offset + 4 });
          return;
        }
        interfaces = [];
        lastMicroseconds = 0n;
        break;
      }
      case BlockType.interface: {
        const described = readInterface(block);
        if (!described.ok) {
          yield described;
          return;
        }
        const { linkType } = described.value;
        if (interfaces.push(described.value) > mostInterfaces) {
          yield refuse({ kind: "too-many-interfaces", offset: block.offset });
          return;
        }
        if (!isReadable(linkType)) yield refuse({ kind: "unsupported-link-type", offset: block.offset, linkType });
        break;
      }
      case BlockType.enhancedPacket: {
        const frame = enhancedPacket(block, interfaces);
        if (frame.ok) lastMicroseconds = frame.value.atMicroseconds;
        yield frame;
        break;
      }
      default:
        yield simplePacket(block, interfaces[0], lastMicroseconds);
    }
  }
}

/** Section 4.3. */
function enhancedPacket(
  { body, integers, offset }: Block,
  interfaces: readonly Interface[],
): Result<Frame, PacketRefusal> {
  if (body.length < 20) return refuse({ kind: "packet-overruns-block", offset });
  const from = interfaces[integers.u32(body, 0)];
  if (!from) return refuse({ kind: "unknown-interface", offset });
  const captured = integers.u32(body, 12);
  if (captured > body.length - 20) return refuse({ kind: "packet-overruns-block", offset: offset + 12 });
  const ticks = (BigInt(integers.u32(body, 4)) << 32n) | BigInt(integers.u32(body, 8));
  return ok({
    atMicroseconds: microsecondsOf(from, ticks),
    linkType: from.linkType,
    originalLength: integers.u32(body, 16),
    offset: offset + 20,
    bytes: body.subarray(20, 20 + captured),
  });
}

/** Section 4.4: of the first interface, and without a time; that of the packet before it is the nearest that is known. */
function simplePacket(
  { body, integers, offset }: Block,
  from: Interface | undefined,
  atMicroseconds: bigint,
): Result<Frame, PacketRefusal> {
  if (body.length < 4) return refuse({ kind: "packet-overruns-block", offset });
  if (!from) return refuse({ kind: "unknown-interface", offset });
  const originalLength = integers.u32(body, 0);
  const captured = Math.min(originalLength, from.snapLength || originalLength);
  if (captured > body.length - 4) return refuse({ kind: "packet-overruns-block", offset });
  return ok({
    atMicroseconds,
    linkType: from.linkType,
    originalLength,
    offset: offset + 4,
    bytes: body.subarray(4, 4 + captured),
  });
}
