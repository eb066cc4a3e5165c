import { ok, type Result, refuse } from "@beacom/result";
import type { Counts } from "#counts";
import { big, type Integers, little } from "#integers";
import type { OctetStream } from "#octet-stream";
import type { FileRefusal } from "#refusal";

export const BlockType = {
  /** The same in both orders of octets. */
  section: 0x0a0d0d0a,
  interface: 1,
  simplePacket: 3,
  enhancedPacket: 6,
} as const;

export type Block = {
  readonly type: number;
  readonly integers: Integers;
  /** Between the two lengths. */
  readonly body: Uint8Array;
  /** Where the body begins in the file. */
  readonly offset: number;
};

const known: ReadonlySet<number> = new Set(Object.values(BlockType));
const byteOrderMagic = 0x1a2b3c4d;
/** Type and length before the body, the length again after it. */
const around = 12;
const longestBlock = 1024 * 1024;

/** By the first four octets of a file. */
export const isPcapng = (magic: Uint8Array): boolean => big.u32(magic, 0) === BlockType.section;

/** draft-ietf-opsawg-pcapng section 3.1: the blocks that are known here; others may be of any length, and are passed over. */
export async function* readBlocks(stream: OctetStream, counts: Counts): AsyncGenerator<Result<Block, FileRefusal>> {
  let integers: Integers | undefined;
  let offset = 0;
  while (stream.buffered >= around || (await stream.fill(around))) {
    offset = stream.position;
    const head = stream.peek(around);
    if (isPcapng(head)) integers = orderOf(head);
    if (!integers) {
      yield refuse({ kind: "not-a-capture", offset: offset + 8 });
      return;
    }
    const type = integers.u32(head, 0);
    const length = integers.u32(head, 4);
    if (length < around || length % 4 !== 0) {
      yield refuse({ kind: "block-length-false", offset: offset + 4 });
      return;
    }
    if (known.has(type)) {
      if (length > longestBlock) {
        yield refuse({ kind: "record-too-long", offset: offset + 4, octets: length });
        return;
      }
      if (stream.buffered < length && !(await stream.fill(length))) break;
    } else if (!(await stream.skip(length - 4)) || !(await stream.fill(4))) break;
    const left = stream.take(offset + length - stream.position);
    if (integers.u32(left, left.length - 4) !== length) {
      yield refuse({ kind: "block-length-false", offset: stream.position - 4 });
      return;
    }
    if (known.has(type)) yield ok({ type, integers, body: left.subarray(8, -4), offset: offset + 8 });
    offset = stream.position;
  }
  if (offset === 0) {
    yield refuse({ kind: "cut-in-header", offset: stream.received });
    return;
  }
  counts.cutOctets = stream.received - offset;
}

function orderOf(head: Uint8Array): Integers | undefined {
  if (big.u32(head, 8) === byteOrderMagic) return big;
  return little.u32(head, 8) === byteOrderMagic ? little : undefined;
}
