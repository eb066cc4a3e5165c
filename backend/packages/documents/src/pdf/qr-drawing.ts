import { type QrSymbol, quietSquares } from "#qr";

/** Draws the symbol with its quiet margin into a square of `side`; all runs are one path, so that no seams show. */
export function drawQr(doc: PDFKit.PDFDocument, symbol: QrSymbol, x: number, y: number, side: number): void {
  const square = side / (symbol.size + 2 * quietSquares);
  doc.save();
  doc.translate(x + quietSquares * square, y + quietSquares * square).scale(square);
  doc.fillColor("#000000");
  doc.addContent(`${symbol.runs.map((run) => `${run.x} ${run.y} ${run.length} 1 re`).join("\n")}\nf`);
  doc.restore();
}
