import { create } from "qrcode";

/** Dark runs of a QR symbol: rows of squares that are drawn as one, so that no hairline shows between them. */
export type QrSymbol = { readonly size: number; readonly runs: readonly QrRun[] };
export type QrRun = { readonly x: number; readonly y: number; readonly length: number };

/** ISO/IEC 18004 wants four light squares around; without them phones do not find the symbol. */
export const quietSquares = 4;

/** Level M survives a fold or a thumb's dirt over 15 % of the symbol. */
export function qrSymbol(text: string): QrSymbol {
  const { size, data } = create(text, { errorCorrectionLevel: "M" }).modules;
  const runs: QrRun[] = [];
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const start = x;
      while (x < size && data[y * size + x] === 1) x++;
      if (x > start) runs.push({ x: start, y, length: x - start });
    }
  }
  return { size, runs };
}
