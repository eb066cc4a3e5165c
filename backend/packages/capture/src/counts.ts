/** What a capture held, counted while it is read. */
export type Counts = {
  /** Packets of any kind that could be taken out of the file. */
  packets: number;
  /** UDP datagrams that were given, each once however many fragments it came in. */
  datagrams: number;
  /** Fragments of UDP datagrams. */
  fragments: number;
  /** Packets that carry something else than UDP. */
  otherTraffic: number;
  /** Of the last packet, which the file ends within: as a capture does that was stopped or copied while it grew. */
  cutOctets: number;
};

export const noCounts = (): Counts => ({ packets: 0, datagrams: 0, fragments: 0, otherTraffic: 0, cutOctets: 0 });
