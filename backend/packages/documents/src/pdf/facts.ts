import { light } from "#colours";
import type { Fact } from "#content/document-content";
import { type Block, type Canvas, beside, paragraph, stack } from "#pdf/block";
import type { Style } from "#pdf/pen";
import { element } from "#pdf/tags";

const labelStyle: Style = { size: 8.5, weight: "regular", colour: light.quiet };
const valueStyle: Style = { size: 8.5, weight: "regular", colour: light.ink };

/** Labels in a column of their own, values beside them; a list of label and body to a screen reader. */
export function factList(canvas: Canvas, facts: readonly Fact[], width: number): Block {
  const widest = Math.max(0, ...facts.map(({ label }) => canvas.pen.widthOf(label, labelStyle)));
  const labelWidth = Math.min(widest, width * 0.45);
  const valueLeft = labelWidth + 8;
  const items = facts.map(({ label, value }): Block => {
    const row = beside([
      { left: 0, block: paragraph(canvas, { text: label, style: labelStyle, width: labelWidth, tag: "Lbl" }) },
      {
        left: valueLeft,
        block: paragraph(canvas, { text: value, style: valueStyle, width: width - valueLeft, tag: "LBody" }),
      },
    ]);
    return {
      height: row.height,
      draw: (at, parent) => element(canvas.doc, parent, "LI", (item) => row.draw(at, item)),
    };
  });
  const list = stack(items, 0.75);
  return {
    height: list.height,
    draw: (at, parent) => {
      if (facts.length > 0) element(canvas.doc, parent, "L", (tag) => list.draw(at, tag));
    },
  };
}
