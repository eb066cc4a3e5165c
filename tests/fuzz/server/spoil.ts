import { type Attribute, Type } from "@beacom/radius";
import { type Dice, mutate } from "../../../backend/packages/eap/src/testing/mutate.ts";
import type { Draft } from "./traffic.ts";

/** Ids and names that no router would write; a fixed number of them, because the server remembers what it was told of. */
const strange: readonly Uint8Array[] = [
  new Uint8Array(0),
  Uint8Array.of(0),
  Buffer.from("\u0000"),
  Buffer.from("a\u0000b"),
  Buffer.from("user00001\u0000"),
  Buffer.from([0xff, 0xfe, 0xfd]),
  Buffer.from([0xed, 0xa0, 0x80]),
  Buffer.from("'; drop table sessions; --"),
  Buffer.from('{"a":"\\u0000"}'),
  Buffer.from("@"),
  Buffer.from("@@realm"),
  Buffer.from("a@b@c\\d"),
  Buffer.from("\\"),
  Buffer.from("x".repeat(253)),
  Buffer.from("é".repeat(126)),
  Buffer.from("%s%n$1"),
  Buffer.from("cus_00000000000000000000000000/999999999999999999"),
];
const types = [1, 2, 3, 4, 8, 24, 25, 26, 31, 32, 33, 40, 41, 42, 44, 46, 49, 52, 55, 60, 79, 80, 87, 97, 123];
/** Whose values are remembered: they get strange ones, not random ones. */
const remembered: ReadonlySet<number> = new Set([Type.UserName, Type.AcctSessionId]);

/** The request with one to three faults in its attributes, which are then signed as if nothing were wrong. */
export function spoilAttributes(draft: Draft, dice: Dice): Draft {
  let attributes = [...draft.attributes];
  for (let faults = 1 + dice.below(3); faults > 0; faults--) attributes = spoilOne(attributes, dice);
  // encodeRequest signs with its own.
  return { ...draft, attributes: attributes.filter(({ type, vendor }) => type !== 80 || vendor !== undefined) };
}

function spoilOne(attributes: Attribute[], dice: Dice): Attribute[] {
  const at = dice.below(attributes.length + 1);
  const found = attributes[at];
  const value = (type: number): Uint8Array =>
    remembered.has(type) ? strange[dice.below(strange.length)]! : dice.octets(dice.below(dice.happens(0.1) ? 250 : 20));
  switch (dice.below(8)) {
    case 0:
      return attributes.toSpliced(at, 1);
    case 1:
      return found ? [...attributes, found] : attributes;
    case 2:
      return attributes.toReversed();
    case 3:
      return found ? attributes.with(at, { ...found, value: value(found.type) }) : attributes;
    case 4: {
      if (!found || remembered.has(found.type)) return attributes;
      return attributes.with(at, { ...found, value: mutate(found.value, dice).subarray(0, 247) });
    }
    case 5: {
      const type = dice.happens(0.8) ? types[dice.below(types.length)]! : dice.below(256);
      return attributes.toSpliced(at, 0, { type, value: value(type) });
    }
    case 6: {
      const vendor = [9, 311, 14_122, 14_559, 14_988, dice.below(70_000)][dice.below(6)]!;
      return attributes.toSpliced(at, 0, { type: dice.below(256), vendor, value: dice.octets(dice.below(40)) });
    }
    default: {
      // Nearly as much as a packet holds: the answer has to bring it all back.
      const many = dice.happens(0.1) ? 19 : dice.below(5);
      return [
        ...attributes,
        ...Array.from({ length: many }, () => ({ type: Type.ProxyState, value: dice.octets(200) })),
      ];
    }
  }
}

/** The finished datagram with faults: lengths that lie, turned bits, cuts. Nearly all of them are not believed. */
export function spoilDatagram(bytes: Uint8Array, dice: Dice): Uint8Array {
  const spoilt = mutate(bytes, dice);
  if (dice.happens(0.5) && spoilt.length >= 4) {
    const length = Math.min(spoilt.length, 4_096);
    spoilt.set([length >> 8, length & 0xff], 2);
  }
  return spoilt.subarray(0, 8_000);
}
