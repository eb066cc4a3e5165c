import type { Transaction } from "#transactions";

/** The hosted page, small enough for a slow phone, and impossible to mistake for the real one. */
export function checkoutPage(transaction: Transaction): string {
  const closed = transaction.status === "success" || transaction.status === "reversed";
  const action = (name: string) => `/checkout/${escaped(transaction.accessCode)}/${name}`;
  const button = (name: string, label: string, look: string) =>
    `<form method="post" action="${action(name)}"><button class="${look}">${label}</button></form>`;
  return page(
    `Pay ${amountInWords(transaction)}`,
    `<p class="ask">You are paying</p>
<p class="amount">${amountMarkup(transaction)}</p>
${transaction.status === "failed" ? `<p class="note bad" role="status"><b>Declined.</b> ${escaped(transaction.gatewayResponse)}. Nothing was charged.</p>` : ""}
${
  closed
    ? `<p class="note good" role="status"><b>Paid.</b> There is nothing left to do here.</p>${button("close", "Go back", "plain")}`
    : `${button("pay", `Pay ${amountInWords(transaction)}`, "primary")}
${button("decline", "Decline: not enough money", "plain")}
${button("close", "Close without paying", "quiet")}`
}
<dl><div><dt>For</dt><dd>${escaped(transaction.email)}</dd></div><div><dt>Reference</dt><dd>${escaped(transaction.reference)}</dd></div></dl>`,
  );
}

export const notFoundPage = (): string =>
  page(
    "No such payment",
    `<p class="amount small">No such payment</p><p>This link is not known here. Go back and start the payment again.</p>`,
  );

function page(title: string, content: string): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex"><title>${title} · sandbox</title><style>${style}</style></head>
<body><p class="banner"><b>Sandbox</b> · no real money moves</p><main>${content}</main></body></html>`;
}

function amountInWords({ requestedAmount, currency }: Transaction): string {
  const [whole, cents] = parts(requestedAmount);
  return escaped(`${symbols[currency] ?? `${currency} `}${whole}.${cents}`);
}

function amountMarkup({ requestedAmount, currency }: Transaction): string {
  const [whole, cents] = parts(requestedAmount);
  return `${escaped(symbols[currency] ?? `${currency} `)}${whole}<small>.${cents}</small>`;
}

const symbols: Record<string, string> = { ZAR: "R", NGN: "₦", GHS: "GH₵", KES: "KSh", USD: "$" };
const parts = (subunits: number): [string, string] => [
  String(Math.floor(subunits / 100)).replace(/\B(?=(\d{3})+$)/g, ","),
  String(subunits % 100).padStart(2, "0"),
];
const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => entities[character]!);

const style = `
:root{color-scheme:light dark;--paper:oklch(.985 .006 85);--card:oklch(1 0 0);--ink:oklch(.22 .02 220);--dim:oklch(.47 .02 220);--line:oklch(.87 .01 220);
--deep:oklch(.45 .08 200);--on-deep:oklch(.99 .005 200);--bad:oklch(.45 .15 28);--good:oklch(.42 .1 150)}
@media (prefers-color-scheme:dark){:root{--paper:oklch(.19 .015 220);--card:oklch(.24 .015 220);--ink:oklch(.95 .006 85);--dim:oklch(.75 .012 220);--line:oklch(.4 .015 220);
--deep:oklch(.78 .09 200);--on-deep:oklch(.19 .02 220);--bad:oklch(.8 .1 28);--good:oklch(.82 .12 150)}}
*{box-sizing:border-box;margin:0}
body{background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,sans-serif;min-height:100vh}
.banner{background:repeating-linear-gradient(135deg,oklch(.85 .14 80) 0 12px,oklch(.81 .15 78) 12px 24px);color:oklch(.22 .02 220);text-align:center;padding:8px 16px;font-size:14px}
main{max-width:400px;margin:0 auto;padding:32px 16px;display:grid;gap:12px}
.ask{color:var(--dim)}
.amount{font-size:40px;line-height:1.2;font-weight:650;font-variant-numeric:tabular-nums;margin-bottom:16px;overflow-wrap:anywhere}
.amount small{font-size:20px}.amount.small{font-size:28px}
button{width:100%;min-height:52px;border-radius:8px;border:1px solid var(--line);background:var(--card);color:var(--ink);font:inherit;padding:8px 16px;cursor:pointer}
button.primary{background:var(--deep);border-color:var(--deep);color:var(--on-deep);font-weight:650}
button.quiet{background:none;border-color:transparent;color:var(--dim);text-decoration:underline}
button:focus-visible{outline:3px solid var(--deep);outline-offset:2px}
.note{border:1px solid;border-radius:12px;padding:12px 16px}.bad{color:var(--bad)}.good{color:var(--good)}
dl{border-top:1px solid var(--line);margin-top:20px;padding-top:16px;display:grid;gap:8px;font-size:14px}
dl div{display:flex;gap:16px;justify-content:space-between}dt{color:var(--dim)}dd{text-align:right;overflow-wrap:anywhere;min-width:0}`;
