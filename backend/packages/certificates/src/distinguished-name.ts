import { type Element, inside, objectIdentifierIn, reject } from "#der/read";
import { objectIdentifier, sequence, setOf, Tag, utf8String } from "#der/write";
import { textIn } from "#der/text";
import { Attribute } from "#object-identifiers";

/** RFC 5280 appendix A.1 allows this many characters in a common name and in an organisation. */
export const longestName = 64;

export function distinguishedName(name: { commonName: string; organisation: string | undefined }): Uint8Array {
  const attributes = [
    ...(name.organisation === undefined ? [] : [[Attribute.organisation, name.organisation] as const]),
    [Attribute.commonName, name.commonName] as const,
  ];
  return sequence(...attributes.map(([type, text]) => setOf(sequence(objectIdentifier(type), utf8String(text)))));
}

/** A name as RFC 4514 writes it, the most particular part first, and its common name (the last, when it has several). */
export function nameIn(element: Element): { text: string; commonName: string | undefined } {
  let commonName: string | undefined;
  const parts: string[] = [];
  for (const set of inside(element).rest(Tag.set)) {
    const attributes = inside(set).rest(Tag.sequence).map(attributeIn);
    if (attributes.length === 0) reject(set);
    for (const { type, text } of attributes) if (type === Attribute.commonName && text !== undefined) commonName = text;
    parts.unshift(attributes.map(({ type, text, hex }) => written(type, text, hex)).join("+"));
  }
  return { text: parts.join(","), commonName };
}

function attributeIn(pair: Element): { type: string; text: string | undefined; hex: string } {
  const cursor = inside(pair);
  const type = objectIdentifierIn(cursor.take(Tag.objectIdentifier));
  const value = cursor.take();
  cursor.end();
  return { type, text: textIn(value), hex: Buffer.from(value.whole).toString("hex") };
}

/** RFC 4514 section 3, and the two that everybody else writes as well. */
const shortNames: Record<string, string> = {
  "2.5.4.3": "CN",
  "2.5.4.6": "C",
  "2.5.4.7": "L",
  "2.5.4.8": "ST",
  "2.5.4.9": "STREET",
  "2.5.4.10": "O",
  "2.5.4.11": "OU",
  "0.9.2342.19200300.100.1.1": "UID",
  "0.9.2342.19200300.100.1.25": "DC",
  "1.2.840.113549.1.9.1": "emailAddress",
  "2.5.4.5": "serialNumber",
};

function written(type: string, text: string | undefined, hex: string): string {
  const shortName = shortNames[type];
  return shortName === undefined || text === undefined ? `${type}=#${hex}` : `${shortName}=${escaped(text)}`;
}

/** RFC 4514 section 2.4. */
const escaped = (text: string): string =>
  text
    .replaceAll(/[\\"+,;<>]|^[ #]| $/g, String.raw`\$&`)
    .replaceAll(/\p{Cc}/gu, (control) => Buffer.from(control).toString("hex").replaceAll(/../g, String.raw`\$&`));
