import { ok, type Result } from "@beacom/result";
import type { Attribute } from "#attribute";
import { Code, Type } from "#code";
import type { Dictionary } from "#dictionary/dictionary";
import { dictionary as shipped } from "#dictionary/shipped";
import { encodeReply, encodeRequest } from "#encode";
import { fits, type TooLong } from "#fits";
import { type HiddenUnreadable, hiddenAgain } from "#hiding/hidden-again";
import { noAuthenticator } from "#hiding/hiding";
import type { Packet } from "#packet";
import { randomOctets } from "#random";
import { find } from "#read";
import type { Secret } from "#secret";
import type { VendorFormats } from "#vendor-format";

/** What both directions may change on the way. */
type Passing = {
  /** Attributes that stay behind. */
  drop?: ((attribute: Attribute) => boolean) | undefined;
  /** Attributes that come along, hidden already where they are of a hidden kind. */
  add?: readonly Attribute[] | undefined;
  /** Says which attributes are hidden; the shipped one unless given. */
  dictionary?: Dictionary | undefined;
  /** The same as `decodePacket` had. */
  vendorFormats?: VendorFormats | undefined;
};

export type Forwarding = Passing & {
  /** As it came, and verified. */
  packet: Packet;
  /** The secret of whoever sent it. */
  from: Secret;
  /** The secret of the server that it goes to. */
  to: Secret;
  identifier: number;
  /** By which we know the answer again: up to 253 octets. */
  proxyState: Uint8Array;
  /** For an Access-Request: 16 random octets unless given. */
  authenticator?: Uint8Array | undefined;
};

/**
 * A request as it goes on to the next server (RFC 2865 section 2.3): signed anew, with our Proxy-State after those it
 * has, and what is hidden hidden under the new authenticator and secret. A CHAP password whose challenge was the
 * authenticator gets a CHAP-Challenge. The new authenticator is in octets 4 to 20.
 */
export function forwardRequest(forwarding: Forwarding): Result<Uint8Array, TooLong | HiddenUnreadable> {
  const { packet, from, to, identifier, proxyState, dictionary = shipped, vendorFormats } = forwarding;
  const challenged = packet.code === Code.AccessRequest || packet.code === Code.StatusServer;
  const authenticator = forwarding.authenticator ?? randomOctets(16);
  const passed = hiddenAgain(passing(packet.attributes, forwarding), dictionary, {
    from: { secret: from, authenticator: challenged ? packet.authenticator : noAuthenticator },
    to: { secret: to, authenticator: challenged ? authenticator : noAuthenticator },
  });
  if (!passed.ok) return passed;
  const attributes = [
    ...passed.value,
    ...(challengeIsAuthenticator(passed.value) ? [{ type: Type.ChapChallenge, value: packet.authenticator }] : []),
    ...(forwarding.add ?? []),
    { type: Type.ProxyState, value: proxyState },
  ];
  const size = fits(attributes, { vendorFormats });
  if (!size.ok) return size;
  return ok(encodeRequest({ code: packet.code, identifier, attributes, secret: to, authenticator, vendorFormats }));
}

export type Returning = Passing & {
  /** As it came from the next server, and verified against the forwarded request. */
  reply: Packet;
  /** The request as it came to us. */
  request: Packet;
  /** The authenticator that the request was forwarded with. */
  forwardedAuthenticator: Uint8Array;
  /** The secret of the server that answered. */
  from: Secret;
  /** The secret of whoever asked us. */
  to: Secret;
  /** In every reply but an Accounting-Response, unless given. */
  messageAuthenticator?: boolean | undefined;
};

/**
 * An answer as it goes back: the Proxy-States are those of the request as it came to us, so that ours is gone and the
 * others are whole (RFC 2865 section 5.33), and the keys of MPPE, Tunnel-Password and what else is hidden are hidden
 * for whoever asked (RFC 2548 section 2.4, RFC 2868 section 3.5). Nothing is verified here.
 */
export function returnReply(returning: Returning): Result<Uint8Array, TooLong | HiddenUnreadable> {
  const { reply, request, forwardedAuthenticator, from, to, dictionary = shipped, vendorFormats } = returning;
  const { messageAuthenticator = reply.code !== Code.AccountingResponse } = returning;
  const own = reply.attributes.filter(({ type, vendor }) => type !== Type.ProxyState || vendor !== undefined);
  const passed = hiddenAgain(passing(own, returning), dictionary, {
    from: { secret: from, authenticator: forwardedAuthenticator },
    to: { secret: to, authenticator: request.authenticator },
  });
  if (!passed.ok) return passed;
  const attributes = [...passed.value, ...(returning.add ?? [])];
  const size = fits(attributes, { request, vendorFormats });
  if (!size.ok) return size;
  return ok(encodeReply({ code: reply.code, request, attributes, secret: to, messageAuthenticator, vendorFormats }));
}

/** Without the old Message-Authenticator: the encoder signs anew. */
const passing = (attributes: readonly Attribute[], { drop }: Passing): Attribute[] =>
  attributes.filter(
    (attribute) =>
      (attribute.type !== Type.MessageAuthenticator || attribute.vendor !== undefined) && drop?.(attribute) !== true,
  );

const challengeIsAuthenticator = (attributes: readonly Attribute[]): boolean =>
  find({ attributes }, Type.ChapPassword) !== undefined && find({ attributes }, Type.ChapChallenge) === undefined;
