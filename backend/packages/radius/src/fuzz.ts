import { packetsOf, vendorFormats } from "#fuzz/corpus";
import { diceOf } from "#fuzz/dice";
import { examine, hold, holdBounds, holdDeaf, holdDictionary, holdSplitting } from "#fuzz/examination";
import { arenaOf, mutateInto } from "#fuzz/mutation";
import { decodePacket, type Malformed } from "#packet";
import { secretOf } from "#secret";

export type FuzzReport = {
  readonly rounds: number;
  /** Of them, those that were packets still. */
  readonly decoded: number;
  readonly refused: Readonly<Partial<Record<Malformed["kind"], number>>>;
};

export type FuzzOptions = {
  /** How many spoilt packets to try. */
  rounds: number;
  /** The same seed tries the same packets. */
  seed: number;
  /** Told each 100,000 rounds. */
  report?: ((soFar: FuzzReport) => void) | undefined;
};

const guard = 64;

/**
 * Spoils good packets of every kind (lengths that lie, truncation, attributes that overlap, vendors within) and gives
 * them to every reader of this package. Throws, with the datagram, when a reader throws, reads outside the datagram,
 * or says that a value lies where it cannot.
 */
export function fuzzPackets({ rounds, seed, report }: FuzzOptions): FuzzReport {
  const secret = secretOf("of-the-fuzzer");
  const packets = packetsOf(secret);
  const dice = diceOf(seed);
  const arena = arenaOf(guard);
  const refused: Partial<Record<Malformed["kind"], number>> = {};
  let decoded = 0;
  let datagram = arena.bytes;
  let round = 0;
  const soFar = (): FuzzReport => ({ rounds: round, decoded, refused: { ...refused } });
  try {
    for (; round < rounds; round++) {
      if (round % 100_000 === 0 && round > 0) report?.(soFar());
      const length = mutateInto(arena, packets[dice(packets.length)]!, dice);
      datagram = arena.bytes.subarray(guard, guard + length);
      const result = decodePacket(datagram);
      if (result.ok) {
        decoded++;
        holdBounds(result.value, datagram);
        examine(result.value, secret, dice);
      } else {
        refused[result.error.kind] = (refused[result.error.kind] ?? 0) + 1;
        if ("offset" in result.error) {
          const { offset } = result.error;
          hold(offset >= 20 && offset < length, "a refusal points outside the datagram");
        }
      }
      if (round % 16 === 0) decodePacket(datagram, vendorFormats);
      if (round % 256 === 1) holdDeaf(arena.bytes, datagram);
      if (round % 128 === 2) holdSplitting(Buffer.concat([packets[dice(packets.length)]!, datagram]), dice);
      if (round % 1024 === 3) holdDictionary(dice);
    }
  } catch (cause) {
    const hex = Buffer.from(datagram).toString("hex");
    throw new Error(`round ${round} of seed ${seed}, datagram ${hex}`, { cause });
  }
  return soFar();
}
