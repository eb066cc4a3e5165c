import { ok, type Result, refuse } from "@beacom/result";
import { PartialDatagram, type Piece, type Whole } from "#partial-datagram";
import type { PacketRefusal } from "#refusal";

type Missing = Extract<PacketRefusal, { kind: "fragments-missing" }>;

type Entry = {
  readonly since: bigint;
  /** Of the first piece, in the file. */
  readonly offset: number;
  /** Given up: what else comes of this datagram is passed over, until its time is over. */
  state: PartialDatagram | "given-up";
};

/** As Linux waits. RFC 8200 section 4.5 names 60 seconds, but IPv4 has 65,536 numbers only, and uses them again soon. */
const longestWaitMicroseconds = 30_000_000n;
const mostEntries = 1_024;
const mostOctets = 8 * 1024 * 1024;
/** What a piece costs beside its octets. */
const pieceOverhead = 200;

/** Puts fragments together, in the time of the capture. When it holds 8 MiB or 1,024 datagrams, the oldest is given up. */
export class Reassembly {
  /** The oldest first. */
  readonly #entries = new Map<string, Entry>();
  #octets = 0;

  /** The datagram when this piece was the last that lacked; undefined while others do. `key` says of which datagram it is. */
  add(
    key: string,
    piece: Piece & { offset: number; atMicroseconds: bigint },
  ): Result<Whole | undefined, PacketRefusal> {
    const entry = this.#entries.get(key) ?? this.#open(key, piece);
    if (entry.state === "given-up") return ok(undefined);
    this.#octets -= weightOf(entry);
    const added = entry.state.add(piece);
    if (!added.ok) entry.state = "given-up";
    else if (added.value) this.#entries.delete(key);
    if (added.ok && added.value) return added;
    this.#octets += weightOf(entry);
    return added.ok ? added : refuse({ kind: added.error, offset: piece.offset });
  }

  /** Gives up what has waited too long by now, and the oldest while there is too much. */
  expire(nowMicroseconds: bigint): Missing[] {
    const missing: Missing[] = [];
    for (const [key, entry] of this.#entries) {
      const waited = nowMicroseconds - entry.since;
      // A clock that was set back must not keep one for ever.
      const late = waited > longestWaitMicroseconds || -waited > longestWaitMicroseconds;
      if (!late && this.#entries.size <= mostEntries && this.#octets <= mostOctets) break;
      missing.push(...this.#drop(key, entry, late ? "timeout" : "too-many-at-once"));
    }
    return missing;
  }

  /** Gives up all, since nothing follows. */
  end(): Missing[] {
    return [...this.#entries].flatMap(([key, entry]) => this.#drop(key, entry, "end-of-capture"));
  }

  #open(key: string, { offset, atMicroseconds: since }: { offset: number; atMicroseconds: bigint }): Entry {
    const entry: Entry = { since, offset, state: new PartialDatagram() };
    this.#entries.set(key, entry);
    return entry;
  }

  #drop(key: string, entry: Entry, because: Missing["because"]): Missing[] {
    this.#entries.delete(key);
    this.#octets -= weightOf(entry);
    return entry.state === "given-up" ? [] : [{ kind: "fragments-missing", offset: entry.offset, because }];
  }
}

const weightOf = ({ state }: Entry): number => (state === "given-up" ? 0 : state.octets + state.pieces * pieceOverhead);
