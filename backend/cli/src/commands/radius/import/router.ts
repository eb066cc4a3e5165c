import type { ImportedNas } from "@beacom/freeradius-sql";
import type { Nas, PutNasRequestSchema } from "@beacom/proto/radius/v1/radius";
import type { MessageInitShape } from "@bufbuild/protobuf";
import { routerWith } from "#commands/radius/nas";
import { isSame, isWithin, readNetwork } from "#commands/radius/import/network";
import type { Note } from "#commands/radius/import/note";

export type RouterOrder = {
  name: string;
  outcome: "added" | "changed" | "unchanged" | "refused";
  /** Absent of a refusal. Also of an unchanged one: its secret may be another one, which nobody can see. */
  request?: MessageInitShape<typeof PutNasRequestSchema>;
  why?: string;
  notes: readonly Note[];
};

/** Routers of the other system, in turn: a name that a former one has taken is told apart by the address. */
export function routerOrders(kinds: ReadonlySet<string>, existing: readonly Nas[]): (from: ImportedNas) => RouterOrder {
  const taken = new Set<string>();
  return (from) => {
    const address = addressOf(from);
    const name = taken.has(from.name) ? `${from.name} (${address ?? "?"})` : from.name;
    taken.add(name);
    const notes: Note[] = [...from.notUnderstood];
    const refused = (why: string): RouterOrder => ({ name, outcome: "refused", why, notes });
    if (address === undefined)
      return refused(
        from.address.kind === "host"
          ? "it is known by a host name; a router needs an address here, or a RadSec certificate"
          : "it is every address there is",
      );
    if (from.secret === "" || from.secret.includes("\ufffd")) return refused("it has no secret that could be read");
    const before = existing.find((nas) => nas.name === name);
    const kind = kindOf(from.type, kinds);
    if (kind === undefined)
      notes.push({
        attribute: "type",
        value: from.type,
        why: "No kind of router has this name; it is spoken to as standard.",
      });
    // Only what the other system knows: what was set here meanwhile stays.
    const request = {
      ...routerWith(before, name, { address, ...(before === undefined && { kind: kind ?? "standard" }) }, ""),
      secret: from.secret,
    };
    const outcome = before === undefined ? "added" : isSamePlace(before.address, address) ? "unchanged" : "changed";
    return { name, outcome, request, notes };
  };
}

/** Which of the routers has an address, or a network that it is in. */
export function routersByAddress(routers: readonly ImportedNas[]): (address: string) => string[] {
  const places = routers.flatMap((router) => {
    const network = readNetwork(addressOf(router) ?? "");
    return network ? [{ name: router.name, network }] : [];
  });
  return (address) => {
    const wanted = readNetwork(address);
    return wanted ? places.filter(({ network }) => isWithin(wanted, network)).map(({ name }) => name) : [];
  };
}

function isSamePlace(before: string, now: string): boolean {
  const [a, b] = [readNetwork(before), readNetwork(now)];
  return a !== undefined && b !== undefined && isSame(a, b);
}

function addressOf({ address }: ImportedNas): string | undefined {
  switch (address.kind) {
    case "address":
      return `${address.address}/${address.address.includes(":") ? 128 : 32}`;
    case "network":
      return address.prefixLength === 0 ? undefined : `${address.address}/${address.prefixLength}`;
    case "host":
      return undefined;
    default:
      return address satisfies never;
  }
}

/** FreeRADIUS' names for types are older than most makes; `other` says nothing. */
function kindOf(type: string, kinds: ReadonlySet<string>): string | undefined {
  const plain = type.trim().toLowerCase();
  if (plain === "other" || plain === "") return "standard";
  const named = synonyms[plain] ?? plain;
  return kinds.has(named) ? named : undefined;
}

const synonyms: Readonly<Record<string, string>> = {
  routeros: "mikrotik",
  coova: "chillispot",
  coovachilli: "chillispot",
  chilli: "chillispot",
  ubiquiti: "unifi",
  ubnt: "unifi",
};
