import { type Attribute, find, type Packet, textAttribute, textOf, Type } from "@beacom/radius";

export type SessionClass = { customerId: string; version: bigint; claimId: string | undefined };

/**
 * RFC 2865 section 5.25: the NAS returns it with every report, so a session knows whose it is, which service it was given, and which login
 * it came from when logins are counted.
 */
export const classOf = (customerId: string, version: bigint, claimId?: string): Attribute =>
  textAttribute(Type.Class, claimId === undefined ? `${customerId}/${version}` : `${customerId}/${version}/${claimId}`);

const pattern = /^(cus_[0-9a-z]{1,40})\/(\d{1,18})(?:\/(clm_[0-9a-z]{1,40}))?$/;

export function readClass(packet: Packet): SessionClass | undefined {
  const value = find(packet, Type.Class)?.value;
  const [, customerId, version, claimId] = (value && pattern.exec(textOf(value))) ?? [];
  return customerId !== undefined && version !== undefined
    ? { customerId, version: BigInt(version), claimId }
    : undefined;
}
