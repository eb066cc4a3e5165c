import { type Result, ok, refuse } from "@beacom/result";

export type WebAddressRefusal = { kind: "not-a-web-address" } | { kind: "web-address-too-long"; mostLetters: number };

/** A QR symbol of this many letters can still be read from paper by a cheap phone. */
const mostLetters = 300;

/** An address as a link may carry it: `javascript:` and its like never get into a document. */
export function readWebAddress(text: string): Result<string, WebAddressRefusal> {
  const url = URL.parse(text);
  if (url === null || !["https:", "http:"].includes(url.protocol)) return refuse({ kind: "not-a-web-address" });
  return url.href.length > mostLetters ? refuse({ kind: "web-address-too-long", mostLetters }) : ok(url.href);
}
