import type { Attribute } from "#attribute";
import { Type } from "#code";
import type { Packet } from "#packet";
import { find } from "#read";

const longestFragment = 253;

/**
 * The EAP packet that a RADIUS packet carries, from all its EAP-Messages; undefined when there is none, and when they
 * do not stand one after the other (RFC 3579 section 3.1). One without octets is an EAP-Start (section 2.1). Whoever
 * acts upon it must have seen a valid Message-Authenticator (section 3.2).
 */
export function eapMessageOf({ attributes }: Pick<Packet, "attributes">): Uint8Array | undefined {
  const first = attributes.findIndex(isEapMessage);
  if (first === -1) return undefined;
  let end = first + 1;
  while (end < attributes.length && isEapMessage(attributes[end]!)) end++;
  if (attributes.slice(end).some(isEapMessage)) return undefined;
  if (end === first + 1) return attributes[first]!.value;
  return Buffer.concat(attributes.slice(first, end).map(({ value }) => value));
}

/** An EAP packet as EAP-Messages of up to 253 octets. */
export function eapAttributes(message: Uint8Array): Attribute[] {
  return Array.from({ length: Math.max(1, Math.ceil(message.length / longestFragment)) }, (_, i) => ({
    type: Type.EapMessage,
    value: message.subarray(longestFragment * i, longestFragment * (i + 1)),
  }));
}

/** RFC 2865 section 5.24: what an Access-Challenge was given, and the next Access-Request returns as it is. */
export const stateOf = (packet: Pick<Packet, "attributes">): Uint8Array | undefined => find(packet, Type.State)?.value;

export const stateAttribute = (state: Uint8Array): Attribute => ({ type: Type.State, value: state });

const isEapMessage = ({ type, vendor }: Attribute): boolean => type === Type.EapMessage && vendor === undefined;
