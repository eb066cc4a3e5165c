import { ok, type Result, refuse } from "@beacom/result";
import type { FileRefusal } from "#refusal";
import type { Block } from "#pcapng-block";

export type Interface = {
  readonly linkType: number;
  /** 0 where there is no limit. */
  readonly snapLength: number;
  readonly ticksPerSecond: bigint;
  readonly offsetSeconds: bigint;
};

const option = { end: 0, timeResolution: 9, timeOffset: 14 };

/** draft-ietf-opsawg-pcapng section 4.2. Without a resolution, times are in microseconds. */
export function readInterface({ body, integers, offset }: Block): Result<Interface, FileRefusal> {
  if (body.length < 8) return refuse({ kind: "block-length-false", offset: offset - 4 });
  let ticksPerSecond = 1_000_000n;
  let offsetSeconds = 0n;
  for (let at = 8; at + 4 <= body.length; ) {
    const [code, length] = [integers.u16(body, at), integers.u16(body, at + 2)];
    if (code === option.end) break;
    const value = at + 4;
    if (value + length > body.length) return refuse({ kind: "option-overruns-block", offset: offset + at });
    if (code === option.timeResolution && length === 1) ticksPerSecond = ticksOf(body[value]!);
    if (code === option.timeOffset && length === 8) {
      const order = integers.u16(Uint8Array.of(0, 1), 0) === 1 ? [0, 4] : [4, 0];
      const [upper, lower] = order.map((word) => BigInt(integers.u32(body, value + word)));
      offsetSeconds = BigInt.asIntN(64, (upper! << 32n) | lower!);
    }
    at = value + Math.ceil(length / 4) * 4;
  }
  return ok({ linkType: integers.u16(body, 0), snapLength: integers.u32(body, 4), ticksPerSecond, offsetSeconds });
}

/** The exponent of ten, or of two when the highest bit is set. */
const ticksOf = (resolution: number): bigint =>
  resolution & 0x80 ? 2n ** BigInt(resolution & 0x7f) : 10n ** BigInt(resolution);

/** Microseconds since 1970 in UTC, of a time in the ticks of this interface. */
export const microsecondsOf = ({ ticksPerSecond, offsetSeconds }: Interface, ticks: bigint): bigint =>
  offsetSeconds * 1_000_000n + (ticks * 1_000_000n) / ticksPerSecond;
