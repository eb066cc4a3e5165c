import { light } from "#colours";
import type { Column, Row, TableContent } from "#content/document-content";
import { type Block, type Canvas, beside, paragraph, stack } from "#pdf/block";
import { type ColumnPlan, planColumns } from "#pdf/column-widths";
import { type Flow, contentWidth, margin } from "#pdf/flow";
import { sectionStyle } from "#pdf/letterhead";
import type { Style } from "#pdf/pen";
import { type Tag, artifact, decoration, element } from "#pdf/tags";

/**
 * The head is repeated on each page, a row is never divided, and the last row waits for `followedBy` (the totals), so that these are
 * never alone on a page. Repeated heads are artifacts: to a screen reader the table is one.
 */
export function placeTable(canvas: Canvas, flow: Flow, parent: Tag, table: TableContent, followedBy: number): void {
  const caption = paragraph(canvas, { text: table.caption, style: sectionStyle, width: contentWidth, tag: "Caption" });
  if (table.rows.length === 0) {
    flow.place(paragraph(canvas, { text: table.whenEmpty, style: emptyStyle, width: contentWidth, tag: "P" }), parent);
    return;
  }
  const plan = planColumns(canvas.pen, table);
  const head = headRow(canvas, table.columns, plan);
  const rows = table.rows.map((row) => bodyRow(canvas, row, table.columns, plan));
  const shownCaption = table.captionHidden ? 0 : caption.height;
  flow.need(shownCaption + head.height + (rows[0]?.height ?? 0) + (rows.length === 1 ? followedBy : 0));
  element(canvas.doc, parent, "Table", (tag) => {
    if (!table.captionHidden) flow.place(caption, tag);
    element(canvas.doc, tag, "THead", (part) => flow.place(head, part));
    element(canvas.doc, tag, "TBody", (part) => {
      for (const [index, row] of rows.entries()) {
        if (flow.need(row.height + (index === rows.length - 1 ? followedBy : 0)))
          flow.place(repeated(canvas, head), part);
        flow.place(row, part);
      }
    });
  });
}

const emptyStyle: Style = { size: 9.5, weight: "regular", colour: light.quiet };
const padding = 4.5;

function headRow(canvas: Canvas, columns: readonly Column[], plan: ColumnPlan): Block {
  const style: Style = { size: plan.size - 1, weight: "strong", colour: light.quiet };
  const cells = columns.map(({ heading, holds }, index) =>
    paragraph(canvas, {
      text: heading,
      style,
      width: plan.widths[index]!,
      tag: "TH",
      scope: "Column",
      align: holds === "figures" ? "right" : "left",
    }),
  );
  const height = Math.max(...cells.map((cell) => cell.height));
  const lowered = cells.map((cell, index) => ({
    left: plan.lefts[index]!,
    block: {
      height,
      draw: ({ x, y }: { x: number; y: number }, tag: Tag) => cell.draw({ x, y: y + height - cell.height }, tag),
    },
  }));
  return ruled(canvas, beside(lowered), light.ink, 0.75, 3);
}

function bodyRow(canvas: Canvas, row: Row, columns: readonly Column[], plan: ColumnPlan): Block {
  const weight = row.weight === "strong" ? "strong" : "regular";
  const style: Style = { size: plan.size, weight, colour: light.ink };
  const detailStyle: Style = { size: plan.size - 1.5, weight: "regular", colour: light.quiet };
  const cells = columns.map(({ holds }, index) => {
    const { text, detail } = row.cells[index] ?? { text: "" };
    const width = plan.widths[index]!;
    const align = holds === "figures" ? ("right" as const) : ("left" as const);
    const main = { text, style: holds === "words" ? style : { ...style, figures: true }, width, align };
    const block =
      detail === undefined
        ? paragraph(canvas, { ...main, tag: "TD" })
        : withDetail(canvas, [
            paragraph(canvas, { ...main, tag: "P" }),
            paragraph(canvas, { text: detail, style: detailStyle, width, align, tag: "P" }),
          ]);
    return { left: plan.lefts[index]!, block };
  });
  return ruled(canvas, beside(cells), light.line, 0.5, padding);
}

function withDetail(canvas: Canvas, paragraphs: readonly Block[]): Block {
  const cell = stack(paragraphs);
  return {
    height: cell.height,
    draw: (at, parent) => element(canvas.doc, parent, "TD", (tag) => cell.draw(at, tag)),
  };
}

function ruled({ doc }: Canvas, cells: Block, colour: string, thickness: number, padding: number): Block {
  const height = cells.height + 2 * padding;
  return {
    height,
    draw({ x, y }, parent) {
      decoration(doc, parent, () => doc.rect(margin, y + height - thickness, contentWidth, thickness).fill(colour));
      element(doc, parent, "TR", (tag) => cells.draw({ x, y: y + padding }, tag));
    },
  };
}

function repeated({ doc }: Canvas, head: Block): Block {
  return {
    height: head.height,
    draw: (at) => artifact(doc, "Pagination", () => head.draw(at, null)),
  };
}
