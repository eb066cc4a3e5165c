import type { Attribute } from "#attribute";

type Carrier = { readonly attributes: readonly Attribute[] };

/** The first attribute of a type; without `vendor`, one of the standard's own. */
export function find({ attributes }: Carrier, type: number, vendor?: number): Attribute | undefined {
  for (let i = 0; i < attributes.length; i++) {
    const attribute = attributes[i]!;
    if (attribute.type === type && attribute.vendor === vendor) return attribute;
  }
  return undefined;
}

export const findAll = ({ attributes }: Carrier, type: number, vendor?: number): Attribute[] =>
  attributes.filter((attribute) => attribute.type === type && attribute.vendor === vendor);

export function firstText(packet: Carrier, type: number, vendor?: number): string | undefined {
  const attribute = find(packet, type, vendor);
  return attribute && textOf(attribute.value);
}

/** Absent too when it has not the four octets of an integer. */
export function firstInteger(packet: Carrier, type: number, vendor?: number): number | undefined {
  const value = find(packet, type, vendor)?.value;
  return value?.length === 4 ? integerOf(value) : undefined;
}

export function firstAddress(packet: Carrier, type: number, vendor?: number): string | undefined {
  const value = find(packet, type, vendor)?.value;
  return value?.length === 4 ? addressOf(value) : undefined;
}

const utf8 = new TextDecoder();

/** Names and ids are ASCII nearly always, and too short for TextDecoder to be worth its call. */
export function textOf(value: Uint8Array): string {
  let text = "";
  for (let i = 0; i < value.length; i++) {
    const octet = value[i]!;
    if (octet > 127) return utf8.decode(value);
    text += String.fromCharCode(octet);
  }
  return text;
}

export const integerOf = (value: Uint8Array): number =>
  ((value[0]! << 24) | (value[1]! << 16) | (value[2]! << 8) | value[3]!) >>> 0;

export const addressOf = (value: Uint8Array): string => `${value[0]}.${value[1]}.${value[2]}.${value[3]}`;
