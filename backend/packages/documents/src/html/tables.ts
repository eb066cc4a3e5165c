import type { Cell, Column, Part, Row, TableContent, TotalsContent } from "#content/document-content";
import { type Markup, html } from "#html/markup";

export const partMarkup = (part: Part): Markup => (part.kind === "table" ? tableMarkup(part) : totalsMarkup(part));

/**
 * On a phone the rows become small cards. A table whose display is changed is no table to a screen reader any more, unless its parts
 * say in `role` what they are.
 */
function tableMarkup({ caption, captionHidden, columns, rows, whenEmpty }: TableContent): Markup {
  if (rows.length === 0) return html`<p class="empty">${whenEmpty}</p>`;
  return html`<table role="table">
<caption${captionHidden ? html` class="unseen"` : null}>${caption}</caption>
<thead role="rowgroup"><tr role="row">${columns.map(
    ({ heading, holds }) => html`<th role="columnheader" scope="col" class="${holds}">${heading}</th>`,
  )}</tr></thead>
<tbody role="rowgroup">
${rows.map((row) => rowMarkup(row, columns))}</tbody>
</table>
`;
}

const rowMarkup = ({ cells, weight }: Row, columns: readonly Column[]): Markup =>
  html`<tr role="row" class="${weight}">${cells.map((cell, index) => cellMarkup(cell, columns[index]!))}</tr>\n`;

const cellMarkup = ({ text, detail }: Cell, { heading, holds }: Column): Markup =>
  html`<td role="cell" class="${holds}${text === "" ? " nothing" : ""}" data-heading="${heading}">${text}${
    detail === undefined ? null : html` <span class="detail">${detail}</span>`
  }</td>`;

const totalsMarkup = ({ caption, rows }: TotalsContent): Markup => html`<table class="totals">
<caption class="unseen">${caption}</caption>
<tbody>
${rows.map(
  ({ label, amount, weight }) =>
    html`<tr class="${weight}"><th scope="row">${label}</th><td class="figures">${amount}</td></tr>\n`,
)}</tbody>
</table>
`;
