import { type Markup, html, trusted } from "#html/markup";
import { qrSymbol, quietSquares } from "#qr";

/** Dark on light in both colour schemes: many readers do not know an inverted symbol. */
export function qrMarkup(text: string, label: string): Markup {
  const { size, runs } = qrSymbol(text);
  const side = size + 2 * quietSquares;
  const path = runs
    .map(({ x, y, length }) => `M${x + quietSquares} ${y + quietSquares}h${length}v1h-${length}z`)
    .join("");
  return html`<svg class="qr" role="img" aria-label="${label}" viewBox="0 0 ${side} ${side}" shape-rendering="crispEdges"><rect width="${side}" height="${side}" fill="#fff"/><path fill="#000" d="${trusted(path)}"/></svg>`;
}
