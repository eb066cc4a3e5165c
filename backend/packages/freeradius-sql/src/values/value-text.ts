/**
 * A value as FreeRADIUS 3 reads it from a row. Quotes around the whole fall away; \n, \r, \t, \\, \" and three octal
 * digits stand for one octet, and any other backslash for itself. A lone one at the end makes FreeRADIUS refuse the
 * login: undefined.
 */
export function valueText(raw: string): string | undefined {
  const quote = raw[0];
  const quoted = raw.length > 1 && (quote === '"' || quote === "'" || quote === "`") && raw.endsWith(quote);
  return unescaped(quoted ? raw.slice(1) : raw, quoted ? quote : undefined);
}

const short: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", "\\": "\\", '"': '"' };

function unescaped(text: string, quote: string | undefined): string | undefined {
  const parts: Buffer[] = [];
  for (let i = 0; i < text.length; ) {
    const character = text[i]!;
    if (character === quote) break;
    if (character !== "\\") {
      const end = nextOf(text, i, quote);
      parts.push(Buffer.from(text.slice(i, end)));
      i = end;
      continue;
    }
    const next = text[i + 1];
    if (next === undefined) return undefined;
    const octal = /^[0-7]{3}/.exec(text.slice(i + 1, i + 4))?.[0];
    if (octal !== undefined) parts.push(Buffer.of(Number.parseInt(octal, 8) & 255));
    else parts.push(Buffer.from(short[next] ?? (next === quote ? next : `\\${next}`)));
    i += octal === undefined ? 2 : 4;
  }
  return Buffer.concat(parts).toString();
}

/** Up to the next backslash or quote. */
function nextOf(text: string, from: number, quote: string | undefined): number {
  let end = from;
  while (end < text.length && text[end] !== "\\" && text[end] !== quote) end++;
  return end;
}
