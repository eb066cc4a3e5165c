import { drawable } from "#pdf/typeface";

/**
 * A node of the PDF's logical structure (ISO 32000-1, 14.7): what a screen reader walks through instead of looking at the page. Null
 * while something is drawn that is an artifact as a whole.
 */
export type Tag = PDFKit.PDFStructureElement | null;

type TagOptions = {
  readonly scope?: "Column" | "Row";
  readonly alt?: string;
  readonly bbox?: readonly [number, number, number, number];
};

/** Adds an element under `parent`, which `fill` gives its children. */
export function element(
  doc: PDFKit.PDFDocument,
  parent: Tag,
  type: string,
  fill: (tag: Tag) => void,
  options: TagOptions = {},
): void {
  if (parent === null) return fill(null);
  const tag = doc.struct(type, options);
  parent.add(tag);
  fill(tag);
  tag.end();
}

/** Adds an element that has text and nothing else. `draw` must stay on the page. */
export function leaf(
  doc: PDFKit.PDFDocument,
  parent: Tag,
  type: string,
  text: string,
  draw: () => void,
  options: TagOptions = {},
): void {
  if (parent === null) return draw();
  const tag = doc.struct(type, drawable(text) === text ? options : { ...options, actual: text });
  parent.add(tag);
  if (text !== "") tag.add(draw);
  tag.end();
}

/** What means nothing to a reader: rules and backgrounds beside the text of `parent`. */
export function decoration(doc: PDFKit.PDFDocument, parent: Tag, draw: () => void): void {
  if (parent === null) return draw();
  artifact(doc, "Layout", draw);
}

/** A whole of text and decoration that is no part of the document's text: what each page repeats. */
export function artifact(doc: PDFKit.PDFDocument, type: "Layout" | "Pagination", draw: () => void): void {
  doc.markContent("Artifact", { type });
  draw();
  doc.endMarkedContent();
}
