export type RequestOrigin = { readonly address: string; readonly port: number; readonly identifier: number };

/**
 * RFC 5080 section 2.2.2: a request with the source, identifier and authenticator of one that was seen lately is that one sent again. Its
 * reply is sent again too; while it is still being worked on, it is ignored.
 */
export type Duplicates = {
  find(origin: RequestOrigin, authenticator: Uint8Array): "new" | "under-way" | Uint8Array;
  /** The request is being worked on, or has been answered already. The number names it later, without keeping its octets alive. */
  remember(origin: RequestOrigin, authenticator: Uint8Array, reply?: Uint8Array): number;
  /** Does nothing when another request has taken the identifier since. */
  answered(origin: RequestOrigin, remembered: number, reply: Uint8Array): void;
  forget(origin: RequestOrigin, remembered: number): void;
};

/**
 * A port has 256 identifiers, so each gets a table with a place for every one: it takes the same memory however many packets come, and there
 * is nothing to collect as there would be with an entry for each packet. The ports seen first give way when there are too many.
 */
export function rememberDuplicates(options: { ageMs: number; mostPorts: number; nowMs: () => number }): Duplicates {
  const byAddress = new Map<string, Map<number, PortTable>>();
  const ports: { address: string; port: number }[] = [];
  let turns = 0;
  const tableAt = ({ address, port }: RequestOrigin): PortTable | undefined => byAddress.get(address)?.get(port);

  function makeTable({ address, port }: RequestOrigin): PortTable {
    if (ports.length >= options.mostPorts) {
      const oldest = ports.shift()!;
      const siblings = byAddress.get(oldest.address);
      siblings?.delete(oldest.port);
      if (siblings?.size === 0) byAddress.delete(oldest.address);
    }
    const table = new PortTable();
    const siblings = byAddress.get(address) ?? new Map<number, PortTable>();
    byAddress.set(address, siblings.set(port, table));
    ports.push({ address, port });
    return table;
  }

  return {
    find(origin, authenticator) {
      const table = tableAt(origin);
      if (!table?.holds(origin.identifier, authenticator)) return "new";
      if (options.nowMs() - table.atMs[origin.identifier]! >= options.ageMs) return "new";
      return table.replies[origin.identifier] ?? "under-way";
    },
    remember(origin, authenticator, reply) {
      const table = tableAt(origin) ?? makeTable(origin);
      table.put(origin.identifier, authenticator, options.nowMs());
      table.replies[origin.identifier] = reply;
      return (table.turns[origin.identifier] = ++turns);
    },
    answered(origin, remembered, reply) {
      const table = tableAt(origin);
      if (table?.turns[origin.identifier] === remembered) table.replies[origin.identifier] = reply;
    },
    forget(origin, remembered) {
      const table = tableAt(origin);
      if (table?.turns[origin.identifier] === remembered) table.atMs[origin.identifier] = -Infinity;
    },
  };
}

const authenticatorLength = 16;

class PortTable {
  readonly atMs = new Float64Array(256).fill(-Infinity);
  readonly turns = new Float64Array(256);
  readonly replies: (Uint8Array | undefined)[] = Array.from({ length: 256 }, () => undefined);
  readonly #authenticators = new Uint8Array(256 * authenticatorLength);

  holds(identifier: number, authenticator: Uint8Array): boolean {
    const from = identifier * authenticatorLength;
    for (let i = 0; i < authenticatorLength; i++) if (this.#authenticators[from + i] !== authenticator[i]) return false;
    return true;
  }

  put(identifier: number, authenticator: Uint8Array, atMs: number): void {
    this.#authenticators.set(authenticator, identifier * authenticatorLength);
    this.atMs[identifier] = atMs;
  }
}
