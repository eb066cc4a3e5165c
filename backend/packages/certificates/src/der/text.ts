import { type Element, reject } from "#der/read";
import { Tag } from "#der/write";

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const utf16 = new TextDecoder("utf-16be", { fatal: true, ignoreBOM: true });

/** NumericString, PrintableString, IA5String and VisibleString are ASCII. */
const asciiTags: ReadonlySet<number> = new Set([0x12, 0x13, 0x16, 0x1a]);
const teletexString = 0x14;

/** The text of any of the string types that names are written in; undefined for a value of another type. */
export function textIn(element: Element): string | undefined {
  const { tag, content } = element;
  if (asciiTags.has(tag)) return asciiIn(element);
  if (tag === Tag.utf8String) return decoded(utf8, element);
  if (tag === Tag.bmpString) return decoded(utf16, element);
  // Issuers put Latin-1 into it, whatever the standard says.
  if (tag === teletexString) return Buffer.from(content).toString("latin1");
  return undefined;
}

/** The content as ASCII, whatever its tag: the names inside subjectAltName have tags of their own. */
export function asciiIn(element: Element): string {
  if (element.content.some((octet) => octet > 0x7f)) reject(element);
  return Buffer.from(element.content).toString("latin1");
}

function decoded(decoder: InstanceType<typeof TextDecoder>, element: Element): string {
  try {
    return decoder.decode(element.content);
  } catch {
    return reject(element);
  }
}
