import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import { ok, refuse } from "@beacom/result";
import type { FindAddresses } from "#application/webhooks/ports";
import { isOwn, mayConnectTo, type Network } from "#domain/webhooks/address";
import { addressIn } from "#domain/webhooks/endpoint";

type Lookup = (hostname: string) => Promise<{ address: string; family: number }[]>;

/**
 * Asks the system for a name's addresses. One that is not allowed spoils all: whoever mixes public and private addresses under one name
 * wants in. Plain http goes to the operator's own networks only.
 */
export const findAddressesWith =
  (needs: { ownNetworks: readonly Network[]; lookup?: Lookup }): FindAddresses =>
  async (url) => {
    const { ownNetworks, lookup: ask = systemLookup } = needs;
    const addresses = await addressesOf(url, ask);
    if (addresses.length === 0) return refuse({ kind: "name-unknown" });
    const allowed = (address: string) =>
      url.protocol === "https:" ? mayConnectTo(address, ownNetworks) : isOwn(address, ownNetworks);
    if (!addresses.every(allowed)) return refuse({ kind: "address-not-allowed" });
    return ok(addresses.map((address) => ({ address, family: isIP(address) === 6 ? 6 : 4 })));
  };

async function addressesOf(url: URL, ask: Lookup): Promise<string[]> {
  const literal = addressIn(url);
  if (literal !== undefined) return [literal];
  // A name that cannot be asked for now is tried again like one that is not there.
  const found = await ask(url.hostname).catch(() => []);
  return found.map(({ address }) => address);
}

const systemLookup: Lookup = (hostname) => lookup(hostname, { all: true });
