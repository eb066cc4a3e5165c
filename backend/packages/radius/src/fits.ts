import { ok, type Result, refuse } from "@beacom/result";
import type { Attribute } from "#attribute";
import { withProxyStates } from "#encode";
import { headerLength, longestPacket, type Packet } from "#packet";
import { formatted, type VendorFormats } from "#vendor-format";

/** Lengths in octets: an attribute's is that of its value, a packet's that of the whole. */
export type TooLong =
  | {
      readonly kind: "attribute-too-long";
      readonly type: number;
      readonly vendor: number | undefined;
      readonly octets: number;
      readonly most: number;
    }
  | { readonly kind: "packet-too-long"; readonly octets: number; readonly most: number };

export type Surroundings = {
  /** Its Proxy-States go into the answer too. */
  request?: Pick<Packet, "attributes"> | undefined;
  vendorFormats?: VendorFormats | undefined;
};

const longestAttribute = 255;
const messageAuthenticator = 18;

/**
 * Do these attributes fit into a packet, beside its Message-Authenticator? The packet's length in octets, or what is
 * too long: attributes that an operator or a home server has chosen may be, and `encodeReply` would throw.
 */
export function fits(
  attributes: readonly Attribute[],
  { request, vendorFormats }: Surroundings = {},
): Result<number, TooLong> {
  let octets = headerLength + messageAuthenticator;
  for (const attribute of withProxyStates(attributes, request?.attributes ?? [])) {
    const { type, vendor, value } = attribute;
    for (const piece of vendorFormats === undefined ? [attribute] : formatted([attribute], vendorFormats)) {
      const size = piece.value.length + (piece.vendor === undefined ? 2 : 8);
      if (size > longestAttribute) {
        const most = value.length - (size - longestAttribute);
        return refuse({ kind: "attribute-too-long", type, vendor, octets: value.length, most });
      }
      octets += size;
    }
  }
  return octets > longestPacket ? refuse({ kind: "packet-too-long", octets, most: longestPacket }) : ok(octets);
}
