import { isIPv4 } from "node:net";
import { asciiIn, textIn } from "#der/text";
import { type Element, inside, objectIdentifierIn, onlyInside } from "#der/read";
import { implicit, sequence, Tag } from "#der/write";
import { userPrincipalName } from "#object-identifiers";

/** Names beside the subject: RFC 5280 section 4.2.1.6. IPv4 addresses are in dotted form. */
export type AlternativeNames = {
  readonly dnsNames: readonly string[];
  readonly ipAddresses: readonly string[];
  readonly emails: readonly string[];
  readonly uris: readonly string[];
};

/** The choices of GeneralName that we know, each with its context-specific tag. */
const kind = { otherName: 0, email: 1, dnsName: 2, uri: 6, ipAddress: 7 };

export function writeAlternativeNames(names: AlternativeNames): Uint8Array {
  const ascii = (tag: number) => (text: string) => implicit(tag, Buffer.from(text, "latin1"));
  return sequence(
    ...names.dnsNames.map(ascii(kind.dnsName)),
    ...names.ipAddresses.map((address) => implicit(kind.ipAddress, Uint8Array.from(address.split("."), Number))),
    ...names.emails.map(ascii(kind.email)),
    ...names.uris.map(ascii(kind.uri)),
  );
}

export type NamesRead = AlternativeNames & {
  /** Of Windows' directories, such as `thandi@corp.example`. */
  readonly userPrincipalNames: readonly string[];
};

export const noNames: NamesRead = { dnsNames: [], ipAddresses: [], emails: [], uris: [], userPrincipalNames: [] };

/** The names of the kinds above; others are passed over. IPv6 addresses too, which nothing here is named by. */
export function readAlternativeNames(extension: Element): NamesRead {
  const all = inside(onlyInside(extension, Tag.sequence)).rest();
  const texts = (tag: number) => all.filter((name) => name.tag === (0x80 | tag)).map(asciiIn);
  return {
    dnsNames: texts(kind.dnsName),
    emails: texts(kind.email),
    uris: texts(kind.uri),
    ipAddresses: all
      .filter((name) => name.tag === (0x80 | kind.ipAddress) && name.content.length === 4)
      .map((name) => name.content.join(".")),
    userPrincipalNames: all.filter((name) => name.tag === (0xa0 | kind.otherName)).flatMap(principalIn),
  };
}

function principalIn(name: Element): string[] {
  const cursor = inside(name);
  if (objectIdentifierIn(cursor.take(Tag.objectIdentifier)) !== userPrincipalName) return [];
  const text = textIn(inside(cursor.take(0xa0)).take());
  return text === undefined ? [] : [text];
}

/** The first name that cannot stand in a certificate; undefined when all can. */
export function unusableName({ dnsNames, ipAddresses, emails, uris }: AlternativeNames): string | undefined {
  return (
    dnsNames.find((name) => name.length > 253 || !/^(\*\.)?[a-z\d_-]{1,63}(\.[a-z\d_-]{1,63})*$/i.test(name)) ??
    ipAddresses.find((address) => !isIPv4(address)) ??
    emails.find((email) => !/^[!-?A-~]+@[a-z\d.-]+$/i.test(email)) ??
    uris.find((uri) => !/^[!-~]+$/.test(uri) || !URL.canParse(uri))
  );
}
