type Port = { readonly address: string; readonly port: number };
export type RequestOrigin = Port & { readonly identifier: number };

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
  /** Lets go of what is too old to be sent again, and of ports that nobody uses any more. */
  forgetOld(): void;
};

/**
 * A port has 256 identifiers, so each gets a table with a place for every one: it takes the same memory however many packets come, and there
 * is little to collect: a reply goes with the next of its identifier or with `forgetOld`. The ports seen first give way when there are too many.
 */
export function rememberDuplicates(options: { ageMs: number; mostPorts: number; nowMs: () => number }): Duplicates {
  const byAddress = new Map<string, Map<number, PortTable>>();
  let ports: Port[] = [];
  let turns = 0;
  const tableAt = ({ address, port }: Port): PortTable | undefined => byAddress.get(address)?.get(port);

  function removeTable({ address, port }: Port): void {
    const siblings = byAddress.get(address);
    siblings?.delete(port);
    if (siblings?.size === 0) byAddress.delete(address);
  }

  function makeTable({ address, port }: RequestOrigin): PortTable {
    if (ports.length >= options.mostPorts) {
      removeTable(ports.shift()!);
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
    forgetOld() {
      const oldestMs = options.nowMs() - options.ageMs;
      ports = ports.filter((port) => {
        const isUsed = tableAt(port)!.forgetBefore(oldestMs);
        if (!isUsed) removeTable(port);
        return isUsed;
      });
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

  /** False when nothing younger is left. */
  forgetBefore(ms: number): boolean {
    let isUsed = false;
    for (let identifier = 0; identifier < 256; identifier++) {
      if (this.atMs[identifier]! > ms) isUsed = true;
      else this.replies[identifier] = undefined;
    }
    return isUsed;
  }

  put(identifier: number, authenticator: Uint8Array, atMs: number): void {
    this.#authenticators.set(authenticator, identifier * authenticatorLength);
    this.atMs[identifier] = atMs;
  }
}
