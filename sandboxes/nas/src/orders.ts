import { find, findAll, firstAddress, firstInteger, type Packet, readNamed, textOf, Type } from "@beacom/radius";
import { obeyedRate, type PolicyMaps, type RateOrder } from "#obeyed-rate";
import type { VendorBehaviour } from "#vendor";

type Carrier = Pick<Packet, "attributes">;

/** What an Access-Accept or a CoA tells the NAS to do with a session. What it is silent about stays as it is. */
export type Orders = {
  readonly rate: RateOrder | undefined;
  /** A rate that stands in this vendor's own attribute and that it cannot read. */
  readonly notUnderstood: string | undefined;
  readonly sessionTimeoutSeconds: number | undefined;
  readonly idleTimeoutSeconds: number | undefined;
  readonly interimSeconds: number | undefined;
  readonly lists: readonly string[] | undefined;
  readonly vlan: string | undefined;
};

export function ordersOf(packet: Carrier, vendor: VendorBehaviour, policyMaps: PolicyMaps): Orders {
  const rate = obeyedRate(packet, vendor.rates, policyMaps);
  const lists = vendor.lists.flatMap(({ type, vendor: number }) =>
    findAll(packet, type, number).map(({ value }) => textOf(value)),
  );
  const interim = firstInteger(packet, Type.AcctInterimInterval);
  return {
    rate: rate.ok ? rate.value : undefined,
    notUnderstood: rate.ok ? undefined : rate.error.text,
    sessionTimeoutSeconds: firstInteger(packet, Type.SessionTimeout),
    idleTimeoutSeconds: firstInteger(packet, Type.IdleTimeout),
    interimSeconds: interim !== undefined && interim >= vendor.shortestInterimSeconds ? interim : undefined,
    lists: lists.length === 0 ? undefined : lists,
    vlan: vendor.vlan ? vlanOf(packet) : undefined,
  };
}

/** RFC 3580 section 3.31: Tunnel-Type 13, and the VLAN's number or name in Tunnel-Private-Group-Id (RFC 2868: a tag may stand first). */
function vlanOf(packet: Carrier): string | undefined {
  const tunnelType = firstInteger(packet, 64);
  const vlan = find(packet, 81)?.value;
  if (tunnelType === undefined || (tunnelType & 0xff_ffff) !== 13 || vlan === undefined) return undefined;
  return textOf(vlan[0] !== undefined && vlan[0] <= 0x1f ? vlan.subarray(1) : vlan);
}

/** RFC 2865 section 5.8: the two highest addresses leave the choice to the subscriber or to the NAS. */
export function addressGiven(packet: Carrier): string | undefined {
  const given = firstAddress(packet, Type.FramedIpAddress);
  return given === "255.255.255.255" || given === "255.255.255.254" ? undefined : given;
}

/** RFC 3162 section 2.3 and RFC 4818: the prefixes of the line and behind the subscriber's router, as texts. */
export function prefixesGiven(packet: Carrier): { framed: string | undefined; delegated: string | undefined } {
  const named = readNamed(packet);
  const textOfPrefix = (name: string): string | undefined => {
    const given = named[name];
    return typeof given === "string" && given.includes("/") ? given : undefined;
  };
  return { framed: textOfPrefix("Framed-IPv6-Prefix"), delegated: textOfPrefix("Delegated-IPv6-Prefix") };
}
