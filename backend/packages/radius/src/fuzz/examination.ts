import type { Attribute } from "#attribute";
import { checkChap } from "#auth/chap";
import { checkMsChapV2 } from "#auth/ms-chap";
import { checkPap } from "#auth/pap";
import { readNamed } from "#dictionary/named";
import { readDictionary } from "#dictionary/read-dictionary";
import { eapMessageOf } from "#eap-message";
import { fits } from "#fits";
import { dictionaryText, password, username, vendorFormats } from "#fuzz/corpus";
import type { Dice } from "#fuzz/dice";
import { decodePacket, type Packet } from "#packet";
import { packetSplitter } from "#packet-splitter";
import { forwardRequest, returnReply } from "#proxy";
import type { Secret } from "#secret";
import { verifyRequest } from "#verify";

/** A reader has said something untrue. */
export class Untrue extends Error {}

export function hold(fact: boolean, message: string): void {
  if (!fact) throw new Untrue(message);
}

/** Each value lies after the one before it, within the packet, and the packet within the datagram. */
export function holdBounds(packet: Packet, datagram: Uint8Array): void {
  hold(packet.bytes.byteOffset === datagram.byteOffset, "the packet begins elsewhere than its datagram");
  hold(packet.bytes.length <= datagram.length, "the packet is longer than its datagram");
  let end = 20;
  for (let i = 0; i < packet.attributes.length; i++) {
    const { value } = packet.attributes[i]!;
    const at = value.byteOffset - datagram.byteOffset;
    hold(at >= end + 2 && at + value.length <= packet.bytes.length, `attribute ${i} lies outside its place`);
    end = at + value.length;
  }
}

/** The quick readers on every fourth and eighth packet, the slow ones on every hundredth or so. */
export function examine(packet: Packet, secret: Secret, dice: Dice): void {
  const lot = dice(256);
  if (lot % 4 === 0) verifyRequest(packet, secret);
  if (lot % 8 === 1) checkPap(packet, password, secret);
  if (lot % 8 === 2) checkChap(packet, password);
  if (lot % 8 === 3) eapMessageOf(packet);
  if (lot % 64 === 5) checkMsChapV2(packet, username, password, secret);
  if (lot % 64 === 6) fits(packet.attributes, { request: packet, vendorFormats });
  if (lot % 128 === 7) readNamed({ attributes: apart(packet.attributes) });
  if (lot === 15) readNamed(packet, undefined, { secret, authenticator: packet.authenticator });
  if (lot === 23) pass(packet, secret);
}

/** Each value in memory of its own, so that whoever reads on behind it finds nothing. */
const apart = (attributes: readonly Attribute[]): Attribute[] =>
  attributes.map((attribute) => ({ ...attribute, value: attribute.value.slice() }));

/** Through a proxy and back. What comes out is a packet again. */
function pass(packet: Packet, secret: Secret): void {
  const neighbours = { from: secret, to: secret };
  const forwarded = forwardRequest({ packet, ...neighbours, identifier: 9, proxyState: Uint8Array.of(1) });
  if (forwarded.ok) hold(decodePacket(forwarded.value).ok, "a forwarded request is no packet");
  const { authenticator } = packet;
  const returned = returnReply({
    reply: packet,
    request: packet,
    ...neighbours,
    forwardedAuthenticator: authenticator,
  });
  if (returned.ok) hold(decodePacket(returned.value).ok, "a returned reply is no packet");
}

/** The same octets say the same, whatever lies around them. */
export function holdDeaf(around: Uint8Array, datagram: Uint8Array): void {
  const told = () => JSON.stringify([decodePacket(datagram), decodePacket(datagram, vendorFormats)], plain);
  const before = told();
  const within = datagram.slice();
  around.fill(around[0]! ^ 0xff);
  datagram.set(within);
  hold(told() === before, "octets outside the datagram were read");
}

const plain = (_: string, value: unknown): unknown =>
  value instanceof Uint8Array ? Buffer.from(value).toString("hex") : value;

/** Two packets and what comes after, in random pieces and in one: the same packets, and each as long as it says. */
export function holdSplitting(stream: Uint8Array, dice: Dice): void {
  const whole = packetSplitter().push(stream);
  const expected = whole.ok ? whole.value : whole.error.packets;
  const splitter = packetSplitter();
  let count = 0;
  for (let at = 0; at < stream.length; ) {
    const end = Math.min(stream.length, at + 1 + dice(dice(4) === 0 ? 8 : 300));
    const pushed = splitter.push(stream.subarray(at, end));
    for (const packet of pushed.ok ? pushed.value : pushed.error.packets) {
      hold(packet.length === ((packet[2]! << 8) | packet[3]!), "a packet has another length than it says");
      hold(Buffer.compare(packet, expected[count++] ?? packet.subarray(1)) === 0, "pieces make another packet");
    }
    if (!pushed.ok) break;
    at = end;
  }
  hold(count === expected.length, "pieces make fewer packets");
}

/** A dictionary with some characters changed is read, or refused by the line. */
export function holdDictionary(dice: Dice): void {
  const characters = dictionaryText.split("");
  for (let times = dice(4); times >= 0; times--) {
    characters[dice(characters.length)] = String.fromCharCode(dice(3) === 0 ? 10 : dice(128));
  }
  const read = readDictionary(characters.join(""), { include: () => dictionaryText });
  if (read.ok) return;
  for (const { line } of read.error) hold(line >= 1 && line <= characters.length, "a fault has no line");
}
