import { type PdfDict, type PdfValue, isDict, readObjects, readOperators } from "#testing/pdf-syntax";

/** A PDF as a reader of the screen gets it: its structure in order, and as the eye gets it: texts and where they are. */
export type ReadPdf = {
  readonly lang: string;
  readonly title: string;
  readonly isMarked: boolean;
  readonly structure: PdfNode;
  readonly pages: readonly (readonly PdfText[])[];
  /** Content that is neither in the structure nor an artifact; must be none. */
  readonly unmarked: number;
  readonly fontsEmbedded: boolean;
};
export type PdfNode = {
  readonly type: string;
  readonly text: string;
  /** Pages that it has text on, from 0. */
  readonly pages: readonly number[];
  readonly scope: string | undefined;
  readonly alt: string | undefined;
  readonly children: readonly PdfNode[];
};
export type PdfText = {
  readonly text: string;
  readonly isArtifact: boolean;
  readonly mcid: number | undefined;
  readonly left: number;
  readonly right: number;
  /** From the top of the page. */
  readonly baseline: number;
};

export function readPdf(octets: Uint8Array): ReadPdf {
  const objects = readObjects(Buffer.from(octets));
  const resolve = (value: PdfValue | undefined): PdfValue | undefined =>
    typeof value === "object" && value !== null && "ref" in value ? objects.get(value.ref) : value;
  const at = (dict: PdfValue | undefined, ...keys: string[]): PdfValue | undefined =>
    keys.reduce((value, key) => (isDict(value) ? resolve(value.entries.get(key)) : undefined), resolve(dict));
  const root = at(objects.get(0), "Root");
  const pageRefs = listOf(at(root, "Pages", "Kids"));
  const fonts = new Map<number, Font>();
  let unmarked = 0;
  const pages = pageRefs.map((page) => {
    const read = readPage(page, at, fonts);
    unmarked += read.unmarked;
    return read.texts;
  });
  const pageOf = new Map(pageRefs.map((ref, index) => [JSON.stringify(ref), index]));
  const [structure] = listOf(at(root, "StructTreeRoot", "K")).map((kid) => readNode(kid, undefined));
  return {
    lang: stringOf(at(root, "Lang")) ?? "",
    title: stringOf(at(objects.get(0), "Info", "Title")) ?? "",
    isMarked: at(root, "MarkInfo", "Marked") === true,
    structure: structure ?? { type: "", text: "", pages: [], scope: undefined, alt: undefined, children: [] },
    pages,
    unmarked,
    fontsEmbedded: [...fonts.values()].every((font) => font.isEmbedded),
  };

  function readNode(ref: PdfValue, inherited: PdfValue | undefined): PdfNode {
    const node = resolve(ref);
    if (!isDict(node)) throw new Error("a structure element that is none");
    const page = node.entries.get("Pg") ?? inherited;
    const children: PdfNode[] = [];
    const on = new Set<number>();
    let text = "";
    for (const kid of listOf(resolve(node.entries.get("K")))) {
      const resolved = resolve(kid);
      if (typeof kid === "number") text += textOf(page, kid, on);
      else if (isDict(resolved) && nameOf(resolved.entries.get("Type")) === "MCR") {
        text += textOf(resolved.entries.get("Pg"), Number(resolved.entries.get("MCID")), on);
      } else if (isDict(resolved) && resolved.entries.has("S")) {
        const child = readNode(kid, page);
        children.push(child);
        for (const page of child.pages) on.add(page);
        text += text === "" || child.text === "" ? child.text : `\n${child.text}`;
      }
    }
    return {
      type: nameOf(node.entries.get("S")) ?? "",
      text: stringOf(resolve(node.entries.get("ActualText"))) ?? text,
      pages: [...on],
      scope: nameOf(at(node, "A", "Scope")),
      alt: stringOf(resolve(node.entries.get("Alt"))),
      children,
    };
  }

  function textOf(page: PdfValue | undefined, mcid: number, on: Set<number>): string {
    const index = pageOf.get(JSON.stringify(page));
    if (index === undefined) throw new Error("marked content on no page");
    on.add(index);
    return (pages[index] ?? []).filter((part) => part.mcid === mcid).reduce((text, part) => text + part.text, "");
  }
}

type At = (dict: PdfValue | undefined, ...keys: string[]) => PdfValue | undefined;
type Font = { readonly unicode: readonly string[]; readonly widths: readonly number[]; readonly isEmbedded: boolean };
type Marking = { readonly isArtifact: boolean; readonly mcid: number | undefined };

function readPage(page: PdfValue, at: At, fonts: Map<number, Font>): { texts: PdfText[]; unmarked: number } {
  const height = Number(listOf(at(page, "MediaBox"))[3]);
  const content = at(page, "Contents");
  const texts: PdfText[] = [];
  const markings: Marking[] = [];
  let unmarked = 0;
  let font: Font | undefined;
  let [size, x, y] = [0, 0, 0];
  let operands: PdfValue[] = [];
  for (const value of readOperators((content as PdfDict).stream ?? Buffer.alloc(0))) {
    const operator = typeof value === "object" && value !== null && "operator" in value ? value.operator : undefined;
    if (operator === undefined) {
      operands.push(value);
      continue;
    }
    const marking = markings.at(-1);
    if (operator === "BMC" || operator === "BDC") {
      const mcid = at(operands[1], "MCID");
      const isArtifact = nameOf(operands[0]) === "Artifact";
      markings.push({ isArtifact, mcid: typeof mcid === "number" ? mcid : undefined });
    }
    if (operator === "EMC") markings.pop();
    if (operator === "Tf") {
      font = readFont(at(page, "Resources", "Font"), nameOf(operands[0]) ?? "", at, fonts);
      size = Number(operands[1]);
    }
    if (operator === "Tm") [x, y] = [Number(operands[4]), Number(operands[5])];
    if (["f", "S", "TJ"].includes(operator) && marking === undefined) unmarked++;
    if (operator === "TJ" && font !== undefined) {
      const left = x;
      let text = "";
      for (const part of listOf(operands[0])) {
        if (typeof part === "number") x -= (part * size) / 1000;
        if (typeof part !== "object" || part === null || !("octets" in part)) continue;
        for (let index = 0; index < part.octets.length; index += 2) {
          const glyph = part.octets.readUInt16BE(index);
          text += font.unicode[glyph] ?? "\ufffd";
          x += ((font.widths[glyph] ?? 0) * size) / 1000;
        }
      }
      const { isArtifact, mcid } = marking ?? { isArtifact: false, mcid: undefined };
      texts.push({ text, isArtifact, mcid, left, right: x, baseline: height - y });
    }
    operands = [];
  }
  if (markings.length > 0) throw new Error("marked content that does not end");
  return { texts, unmarked };
}

function readFont(resource: PdfValue | undefined, name: string, at: At, fonts: Map<number, Font>): Font {
  const ref = isDict(resource) ? resource.entries.get(name) : undefined;
  const key = typeof ref === "object" && ref !== null && "ref" in ref ? ref.ref : -1;
  const known = fonts.get(key);
  if (known !== undefined) return known;
  const [descendant] = listOf(at(ref, "DescendantFonts"));
  const map = (at(ref, "ToUnicode") as PdfDict).stream?.toString("latin1") ?? "";
  const unicode: string[] = [];
  for (const [, first = "", list = ""] of map.matchAll(/<([0-9a-f]{4})> <[0-9a-f]{4}> \[([^\]]*)\]/g)) {
    for (const [index, [, hex = ""]] of [...list.matchAll(/<([0-9a-f ]*)>/g)].entries()) {
      const units = (hex.match(/[0-9a-f]{4}/g) ?? []).map((unit) => Number.parseInt(unit, 16));
      unicode[Number.parseInt(first, 16) + index] = String.fromCharCode(...units);
    }
  }
  const widths = listOf(listOf(at(descendant, "W"))[1]).map(Number);
  const font = { unicode, widths, isEmbedded: isDict(at(descendant, "FontDescriptor", "FontFile2")) };
  fonts.set(key, font);
  return font;
}

const listOf = (value: PdfValue | undefined): PdfValue[] =>
  Array.isArray(value) ? value : value === undefined ? [] : [value];
const nameOf = (value: PdfValue | undefined): string | undefined =>
  typeof value === "object" && value !== null && "name" in value ? value.name : undefined;

function stringOf(value: PdfValue | undefined): string | undefined {
  if (typeof value !== "object" || value === null || !("octets" in value)) return undefined;
  const { octets } = value;
  if (octets[0] !== 0xfe || octets[1] !== 0xff) return octets.toString("latin1");
  return Buffer.from(octets.subarray(2)).swap16().toString("utf16le");
}
