import { light } from "#colours";
import type { Block, Canvas } from "#pdf/block";
import { type Style, lineHeight } from "#pdf/pen";
import { type Tag, artifact } from "#pdf/tags";

/** Millimetres in points. */
export const mm = (millimetres: number): number => (millimetres * 72) / 25.4;

export const pageSize = { width: 595.28, height: 841.89 } as const;
export const margin = mm(17);
export const contentWidth = pageSize.width - 2 * margin;
const bottom = pageSize.height - mm(24);

/** Blocks from top to bottom, and on to the next page when the next one has no room. */
export type Flow = {
  readonly place: (block: Block, parent: Tag) => void;
  /** Begins a page unless so much is left on this one; says whether it did. */
  readonly need: (height: number) => boolean;
  readonly skip: (height: number) => void;
};

export function flowOn(canvas: Canvas, continued: string): Flow {
  const { doc } = canvas;
  let y = margin;
  let top = margin;
  const begin = () => {
    doc.addPage();
    artifact(doc, "Pagination", () => canvas.pen.write(clip(canvas, continued), margin, margin - 6, runningStyle));
    y = top = margin + lineHeight(runningStyle) + 8;
  };
  doc.addPage();
  const need = (height: number): boolean => {
    // What is taller than a page is drawn where it is: a new page would not help, and pages without end would follow.
    if (y + height <= bottom || y === top) return false;
    begin();
    return true;
  };
  return {
    need,
    skip(height) {
      if (y !== top) y += height;
    },
    place(block, parent) {
      need(block.height);
      block.draw({ x: margin, y }, parent);
      y += block.height;
    },
  };
}

/** Who signs, and `Page 2 of 3`, at the foot of every page. */
export function drawFooters(canvas: Canvas, footer: string, pageOf: (page: number, pages: number) => string): void {
  const { doc, pen } = canvas;
  const { start, count } = doc.bufferedPageRange();
  const y = pageSize.height - mm(17);
  for (let page = 0; page < count; page++) {
    doc.switchToPage(start + page);
    const number = pageOf(page + 1, count);
    artifact(doc, "Pagination", () => {
      doc.rect(margin, y - 4, contentWidth, 0.5).fill(light.line);
      pen.write(clip(canvas, footer, contentWidth - 90), margin, y, runningStyle);
      pen.write(number, margin + contentWidth - pen.widthOf(number, runningStyle), y, runningStyle);
    });
  }
}

const runningStyle: Style = { size: 7.5, weight: "regular", colour: light.quiet };

/** The first line of it: a running line has no second. */
const clip = ({ pen }: Canvas, text: string, width = contentWidth): string =>
  pen.linesOf(text, runningStyle, width)[0] ?? "";
