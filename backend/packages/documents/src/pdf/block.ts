import { type Pen, type Style, lineHeight } from "#pdf/pen";
import { type Tag, leaf } from "#pdf/tags";

/** Something whose height is known before it is drawn, so that a page can be ended before it and never inside it. */
export type Block = {
  readonly height: number;
  readonly draw: (at: Place, parent: Tag) => void;
};
export type Place = { readonly x: number; readonly y: number };
export type Canvas = { readonly doc: PDFKit.PDFDocument; readonly pen: Pen };

export type Text = {
  readonly text: string;
  readonly style: Style;
  readonly width: number;
  readonly tag: string;
  readonly align?: "left" | "right" | "centre";
  readonly scope?: "Column" | "Row";
};

export function paragraph({ doc, pen }: Canvas, { text, style, width, tag, align = "left", scope }: Text): Block {
  const lines = text === "" ? [] : pen.linesOf(text, style, width);
  return {
    height: lines.length * lineHeight(style),
    draw({ x, y }, parent) {
      const draw = () => {
        let end = 0;
        for (const [index, line] of lines.entries()) {
          const left = x + (width - pen.widthOf(line, style)) * shareBefore[align];
          end += line.length;
          // The space that the line ended at is written too: without it the words beside it are read out and copied as one.
          const space = text[end] === " " ? " " : "";
          pen.write(line + space, left, y + index * lineHeight(style), style);
          end += space.length;
        }
      };
      leaf(doc, parent, tag, text, draw, scope === undefined ? {} : { scope });
    },
  };
}

/** How much of the room that a line leaves lies before it. */
const shareBefore = { left: 0, centre: 0.5, right: 1 } as const;

/** One under the other. */
export const stack = (blocks: readonly Block[], gap = 0): Block => ({
  height: blocks.reduce((sum, block) => sum + block.height, 0) + gap * Math.max(0, blocks.length - 1),
  draw({ x, y }, parent) {
    let top = y;
    for (const block of blocks) {
      block.draw({ x, y: top }, parent);
      top += block.height + gap;
    }
  },
});

/** Side by side, each at its distance from the left. */
export const beside = (columns: readonly { readonly left: number; readonly block: Block }[]): Block => ({
  height: Math.max(0, ...columns.map(({ block }) => block.height)),
  draw({ x, y }, parent) {
    for (const { left, block } of columns) block.draw({ x: x + left, y }, parent);
  },
});

export const space = (height: number): Block => ({ height, draw: () => undefined });
