import { lookup, Resolver } from "node:dns/promises";
import { isIP } from "node:net";
import { ok, refuse } from "@beacom/result";
import type { FindAddresses } from "#application/webhooks/ports";
import { isOwn, mayConnectTo, type Network } from "#domain/webhooks/address";
import { addressIn } from "#domain/webhooks/endpoint";

type Lookup = (hostname: string) => Promise<{ address: string; family: number }[]>;

/**
 * Asks for a name's addresses. One that is not allowed spoils all: whoever mixes public and private addresses under one name
 * wants in. Plain http goes to the operator's own networks only.
 */
export const findAddressesWith =
  (needs: { ownNetworks: readonly Network[]; lookup?: Lookup }): FindAddresses =>
  async (url) => {
    const { ownNetworks, lookup: ask = ownNetworks.length > 0 ? askWithOwnNames : askNameServers } = needs;
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

/**
 * The system's own look-up waits in one of the four threads that passwords are hashed in as well: a few names with dead servers would keep
 * everybody from signing in.
 */
const askNameServers: Lookup = async (hostname) => {
  const resolver = new Resolver({ timeout: 2_000, tries: 2 });
  const [four, six] = await Promise.allSettled([resolver.resolve4(hostname), resolver.resolve6(hostname)]);
  const found = (answer: PromiseSettledResult<string[]>, family: number) =>
    answer.status === "fulfilled" ? answer.value.map((address) => ({ address, family })) : [];
  return [...found(four, 4), ...found(six, 6)];
};

/** Names in own networks may be known to the system alone: localhost, a container's. */
const askWithOwnNames: Lookup = async (hostname) => {
  const found = await askNameServers(hostname);
  return found.length > 0 ? found : lookup(hostname, { all: true });
};
