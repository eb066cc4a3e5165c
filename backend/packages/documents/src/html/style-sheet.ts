import { dark, light } from "#colours";
import { type Markup, trusted } from "#html/markup";

const tokens = (colours: Record<string, string>): string =>
  Object.entries(colours)
    .map(([name, value]) => `--${name}:${value}`)
    .join(";");

export const styleSheet: Markup = trusted(`
:root{color-scheme:light dark;${tokens(light)}}
@media screen and (prefers-color-scheme:dark){:root{${tokens(dark)}}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:56rem;padding:2rem 1.5rem;background:var(--paper);color:var(--ink);
font:1rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","DejaVu Sans",sans-serif;overflow-wrap:anywhere}
p,h1,h2,dl,dd,figure{margin:0}
header{display:flex;flex-wrap:wrap;justify-content:space-between;align-items:baseline;gap:.25rem 2rem}
.issuer{font-size:1.25rem;font-weight:600}
h1{font-size:1.75rem;line-height:1.2;font-weight:600}
h2{font-size:.875rem;font-weight:600;color:var(--quiet);margin-bottom:.25rem}
.name{text-align:right}
.serial,.remark,.detail,dt,figcaption,.address,footer{color:var(--quiet)}
.figures,.date{font-variant-numeric:tabular-nums}
.mark{display:inline-block;font-weight:600;margin-top:.5rem;padding:0 .75rem;border:2px solid var(--deep);border-radius:8px;
color:var(--deep)}
.standing{margin:1.5rem 0;padding:.25rem 0 .25rem 1rem;border-left:4px solid var(--beacon)}
.sentence{font-size:1.25rem;font-weight:600;line-height:1.4}
.remark,.detail,figcaption,footer{font-size:.875rem}
.parties{display:grid;grid-template-columns:repeat(auto-fit,minmax(15rem,1fr));gap:1.5rem 2rem;margin-bottom:2rem}
.who{font-weight:600}
dl{display:grid;grid-template-columns:fit-content(50%) 1fr;gap:.125rem .75rem}
dl div{display:contents}
p+dl{margin-top:.5rem}
table{width:100%;border-collapse:collapse;margin:0 0 1.5rem}
caption{text-align:left;font-size:.875rem;font-weight:600;color:var(--quiet);padding-bottom:.25rem}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
th,td{padding:.5rem 0 .5rem 1rem;text-align:left;vertical-align:top;border-bottom:1px solid var(--line)}
th:first-child,td:first-child{padding-left:0}
thead th{overflow-wrap:normal;font-size:.875rem;color:var(--quiet);border-bottom-color:var(--ink);vertical-align:bottom}
.figures{text-align:right}
td.figures,td.date{white-space:nowrap}
.detail{display:block}
tr.strong>*{font-weight:600}
.totals{width:auto;min-width:min(100%,24rem);margin-left:auto}
.totals tr:not(.strong) th{font-weight:400}
.totals th{border:0;padding-block:.25rem}
.totals td{border:0;padding-block:.25rem}
.totals .strong>*{border-top:1px solid var(--ink);padding-block:.5rem}
.totals tr:last-child>*{font-size:min(1.25rem,5vw)}
.payment{display:flex;flex-wrap:wrap;gap:1.5rem 2rem;justify-content:space-between;padding:1.25rem;background:var(--sunken);
border:1px solid var(--line);border-radius:12px;margin-bottom:1.5rem}
.payment>div{flex:1 1 15rem}
.online{margin-top:.75rem}
a{color:var(--deep);font-weight:600;display:inline-block;padding-block:.75rem}
.address{display:block;font-size:.875rem}
figure{text-align:center}
.qr{display:block;width:9rem;height:9rem;border-radius:8px}
.notes p{max-width:65ch;margin-bottom:.5rem}
.empty{padding:.75rem 0;border-block:1px solid var(--line);margin-bottom:1.5rem}
footer{border-top:1px solid var(--line);padding-top:.75rem;margin-top:2rem}
@media screen and (max-width:44rem){
body{padding:1rem}
.name{text-align:left}
table[role]{display:block}
[role=rowgroup],table[role] caption:not(.unseen){display:block}
thead[role]{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
tr[role]{display:grid;gap:.125rem;padding:.75rem 0;border-bottom:1px solid var(--line)}
td[role]{display:flex;justify-content:space-between;gap:1rem;padding:0;border:0}
td[role]::before{content:attr(data-heading);content:attr(data-heading)/"";color:var(--quiet);font-weight:400;white-space:normal}
td[role].words{display:block;font-weight:600}
td[role].words::before,td[role].date::before{content:none}
td[role].words .detail{font-weight:400}
td[role].date{color:var(--quiet);font-size:.875rem}
td[role].nothing{display:none}
td[role].words~.figures:last-child{font-weight:600}
.totals{width:100%}
}
@media print{
@page{size:A4;margin:16mm}
html{font-size:9.5pt}
body{max-width:none;padding:0}
.totals tr:last-child>*{font-size:1.25rem}
thead{display:table-header-group}
tr,.totals,.payment,.parties>section{break-inside:avoid}
h2{break-after:avoid}
a{padding:0;text-decoration:none}
}
`);
