/** Markup that is safe to show. Everything else that gets into a page is text, and escaped. */
export type Markup = { readonly safe: string };
type Piece = Markup | string | number | null | readonly Piece[];

/** `html`<p>${name}</p>`` escapes `name`, in text and in quoted attributes; null shows nothing. */
export const html = (fixed: TemplateStringsArray, ...pieces: readonly Piece[]): Markup => ({
  safe: fixed.map((text, index) => text + (index < pieces.length ? textOf(pieces[index] ?? null) : "")).join(""),
});

/** For what this package wrote itself: the style sheet, a path of numbers. */
export const trusted = (safe: string): Markup => ({ safe });

function textOf(piece: Piece): string {
  if (piece === null) return "";
  if (typeof piece === "number") return String(piece);
  if (typeof piece === "string") return piece.replace(/[&<>"']/g, (letter) => escapes[letter] ?? "");
  return "safe" in piece ? piece.safe : piece.map(textOf).join("");
}

const escapes: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
