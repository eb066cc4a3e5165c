import type { DocumentContent, Fact, PartyContent, PaymentContent } from "#content/document-content";
import { type Markup, html } from "#html/markup";
import { qrMarkup } from "#html/qr-markup";
import { styleSheet } from "#html/style-sheet";
import { partMarkup } from "#html/tables";
import { wordsOf } from "#words/language";

/** One page that needs nothing else: no script, no font, no request to anybody. It reads on a phone and prints on A4. */
export function documentHtml(content: DocumentContent): string {
  const { locale } = wordsOf(content.language);
  // The browser itself then refuses what escaping might have missed.
  const policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";
  return html`<!doctype html>
<html lang="${locale}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${content.title}</title>
<style>${styleSheet}</style>
</head>
<body>
<main>
${headMarkup(content)}
<div class="standing">
<p class="sentence">${content.standing}</p>
${content.remarks.map((remark) => html`<p class="remark">${remark}</p>\n`)}</div>
<div class="parties">
${partyMarkup(content.issuer)}
${content.recipient && partyMarkup(content.recipient)}
<section>
<h2>${content.details.heading}</h2>
${factsMarkup(content.details.facts)}
</section>
</div>
${content.parts.map(partMarkup)}
${content.payment && paymentMarkup(content.payment)}
${
  content.notes &&
  html`<section class="notes"><h2>${content.notes.heading}</h2>
${content.notes.paragraphs.map((paragraph) => html`<p>${paragraph}</p>\n`)}</section>`
}
</main>
<footer>${content.footer}</footer>
</body>
</html>
`.safe;
}

const headMarkup = ({ issuer, heading, serial, mark }: DocumentContent): Markup => html`<header>
<p class="issuer">${issuer.name}</p>
<div class="name">
<h1>${heading}</h1>
${serial && html`<p class="serial">${serial}</p>`}
${mark && html`<p class="mark">${mark}</p>`}
</div>
</header>`;

const partyMarkup = ({ heading, name, lines, facts }: PartyContent): Markup => html`<section>
<h2>${heading}</h2>
<p class="who">${name}</p>
${lines.map((line) => html`<p>${line}</p>\n`)}${factsMarkup(facts)}
</section>`;

const factsMarkup = (facts: readonly Fact[]): Markup | null =>
  facts.length === 0
    ? null
    : html`<dl>${facts.map(({ label, value }) => html`<div><dt>${label}</dt> <dd>${value}</dd></div>\n`)}</dl>`;

const paymentMarkup = ({ heading, facts, link }: PaymentContent): Markup => html`<section class="payment">
<div>
<h2>${heading}</h2>
${factsMarkup(facts)}
${link && html`<p class="online"><a href="${link.url}" rel="noreferrer">${link.label}</a> <span class="address">${link.url}</span></p>`}
</div>
${link && html`<figure>${qrMarkup(link.url, link.scan)}<figcaption>${link.scan}</figcaption></figure>`}
</section>`;
