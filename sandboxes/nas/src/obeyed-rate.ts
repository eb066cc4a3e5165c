import { findAll, firstInteger, firstText, type Packet, textOf } from "@beacom/radius";
import { ok, type Result, refuse } from "@beacom/result";
import { rateLimitOf } from "#rate-limit";
import type { RateWords } from "#vendor";

/** What of the two directions the server spoke of, in bits a second. */
export type RateOrder = { readonly text: string; readonly up?: number; readonly down?: number };
export type RateNotUnderstood = { readonly kind: "rate-not-understood"; readonly text: string };
/** A Cisco limits by policy maps that were configured on it: their names to bits a second. */
export type PolicyMaps = Readonly<Record<string, number>>;

type Carrier = Pick<Packet, "attributes">;

const cisco = { number: 9, avPair: 1, policyUp: 37, policyDown: 38 };

/** The rate in the words that this vendor obeys, or nothing if there is none in them. */
export function obeyedRate(
  packet: Carrier,
  words: readonly RateWords[],
  policyMaps: PolicyMaps,
): Result<RateOrder | undefined, RateNotUnderstood> {
  for (const word of words) {
    const read = readRate(packet, word, policyMaps);
    if (!read.ok || read.value !== undefined) return read;
  }
  return ok(undefined);
}

function readRate(
  packet: Carrier,
  words: RateWords,
  policyMaps: PolicyMaps,
): Result<RateOrder | undefined, RateNotUnderstood> {
  switch (words.kind) {
    case "rx/tx": {
      const text = firstText(packet, words.type, words.vendor);
      if (text === undefined) return ok(undefined);
      const limit = rateLimitOf(text);
      if (limit === undefined) return refuse({ kind: "rate-not-understood", text });
      return ok({ text, up: limit.upBitsPerSecond, down: limit.downBitsPerSecond });
    }
    case "two-integers": {
      const up = firstInteger(packet, words.up, words.vendor);
      const down = firstInteger(packet, words.down, words.vendor);
      if (up === undefined && down === undefined) return ok(undefined);
      return ok(order(`${up ?? ""}/${down ?? ""}`, timesOf(up, words.bitsPerUnit), timesOf(down, words.bitsPerUnit)));
    }
    case "cisco":
      return ciscoRate(packet, policyMaps);
    default:
      return words satisfies never;
  }
}

const timesOf = (value: number | undefined, factor: number) => (value === undefined ? undefined : value * factor);

const order = (text: string, up: number | undefined, down: number | undefined): RateOrder => ({
  text,
  ...(up === undefined ? {} : { up }),
  ...(down === undefined ? {} : { down }),
});

/** Input is what comes in from the subscriber. */
function ciscoRate(packet: Carrier, policyMaps: PolicyMaps): Result<RateOrder | undefined, RateNotUnderstood> {
  const texts: string[] = [];
  let up: number | undefined;
  let down: number | undefined;
  const take = (direction: string | undefined, bits: number): void => {
    if (direction === "input" || direction === "in") up = bits;
    else down = bits;
  };
  const orders = findAll(packet, cisco.avPair, cisco.number).map(({ value }) => textOf(value));
  for (const { value } of findAll(packet, cisco.policyUp, cisco.number))
    orders.push(`sub-qos-policy-in=${textOf(value)}`);
  for (const { value } of findAll(packet, cisco.policyDown, cisco.number))
    orders.push(`sub-qos-policy-out=${textOf(value)}`);
  for (const text of orders) {
    const limited = /^lcp:interface-config(?:#\d+)?=rate-limit (input|output) (\d+)\b/.exec(text);
    const policy = /^(?:ip:|subscriber:)?sub-qos-policy-(in|out)=(.+)$/.exec(text);
    const [, direction, value = ""] = limited ?? policy ?? [];
    if (direction === undefined) continue;
    const bits = limited ? Number(value) : Object.hasOwn(policyMaps, value) ? policyMaps[value] : undefined;
    if (bits === undefined) return refuse({ kind: "rate-not-understood", text });
    texts.push(text);
    take(direction, bits);
  }
  return ok(texts.length === 0 ? undefined : order(texts.join(" "), up, down));
}
