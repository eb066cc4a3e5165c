import { type Attribute, find, type Packet, textAttribute, textOf, Type } from "@beacom/radius";

/** RFC 2865 section 5.25: the NAS returns it with every report, so a session knows whose it is and which service it was given. */
export const classOf = (customerId: string, version: bigint): Attribute =>
  textAttribute(Type.Class, `${customerId}/${version}`);

export function readClass(packet: Packet): { customerId: string; version: bigint } | undefined {
  const value = find(packet, Type.Class)?.value;
  const [, customerId, version] = (value && /^(cus_[0-9a-z]{1,40})\/(\d{1,18})$/.exec(textOf(value))) ?? [];
  return customerId !== undefined && version !== undefined ? { customerId, version: BigInt(version) } : undefined;
}
