/** A cumulative counter of a NAS, followed so that its total never falls: `total` counts what was seen before it was reset, too. */
export type OctetCounter = { readonly last: bigint; readonly total: bigint };

/** `wide`: with its Gigawords. Absent when the report had no such attribute. */
export type CounterReading = { readonly octets: bigint; readonly wide: boolean };

export const zeroCounter: OctetCounter = { last: 0n, total: 0n };

const wrap = 2n ** 32n;

/** Takes in a reading that is known to be newer than the last one. */
export function readCounter(counter: OctetCounter, reading: CounterReading | undefined): OctetCounter {
  if (reading === undefined) return counter; // a Stop without counters says nothing about them
  return { last: reading.octets, total: counter.total + rise(counter.last, reading) };
}

function rise(last: bigint, { octets, wide }: CounterReading): bigint {
  if (octets >= last) return octets - last;
  // A NAS without Gigawords passes through zero each 4 GiB. Anything else that falls began again at zero. Where both could be meant,
  // the smaller step is believed: a wrap goes forward by less than half of the range.
  if (!wide && last < wrap && octets + wrap - last < wrap / 2n) return octets + wrap - last;
  return octets;
}
