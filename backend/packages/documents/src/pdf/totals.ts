import { light } from "#colours";
import type { TotalsContent } from "#content/document-content";
import { type Block, type Canvas, beside, paragraph, stack } from "#pdf/block";
import { contentWidth } from "#pdf/flow";
import type { Pen, Style } from "#pdf/pen";
import { decoration, element } from "#pdf/tags";

/** Under the amounts that they sum up, on the right; kept together on one page. */
export function totalsBlock(canvas: Canvas, { rows }: TotalsContent): Block {
  const { doc, pen } = canvas;
  const width = contentWidth * 0.5;
  const left = contentWidth - width;
  const blocks = rows.map(({ label, amount, weight }, index): Block => {
    const isLast = index === rows.length - 1;
    const style = fitting(pen, amount, styleOf(weight, isLast), width * 0.68);
    const amountWidth = Math.min(pen.widthOf(amount, style) + 1, width * 0.68);
    const labelWidth = width - amountWidth - 10;
    const padding = weight === "strong" ? 4 : 1.5;
    const cells = beside([
      { left: 0, block: paragraph(canvas, { text: label, style, width: labelWidth, tag: "TH", scope: "Row" }) },
      {
        left: width - amountWidth,
        block: paragraph(canvas, { text: amount, style, width: amountWidth, tag: "TD", align: "right" }),
      },
    ]);
    return {
      height: cells.height + 2 * padding,
      draw({ x, y }, parent) {
        if (weight === "strong") decoration(doc, parent, () => doc.rect(x, y, width, 0.75).fill(light.ink));
        element(doc, parent, "TR", (tag) => cells.draw({ x, y: y + padding }, tag));
      },
    };
  });
  const all = stack(blocks, 1);
  return {
    height: all.height,
    draw: ({ x, y }, parent) => element(doc, parent, "Table", (tag) => all.draw({ x: x + left, y }, tag)),
  };
}

/** A very large amount is set smaller: broken in two it could be misread. */
function fitting(pen: Pen, amount: string, style: Style, width: number): Style {
  let { size } = style;
  while (size > 6 && pen.widthOf(amount, { ...style, size }) > width - 1) size -= 0.5;
  return { ...style, size };
}

const styleOf = (weight: "plain" | "strong", isLast: boolean): Style => ({
  size: isLast ? 13 : 9.5,
  weight: weight === "strong" ? "strong" : "regular",
  colour: light.ink,
  figures: true,
});
