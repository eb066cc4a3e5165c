/** RFC 7468: base64 in lines of 64 between two labels. */
export function toPem(label: string, der: Uint8Array): string {
  const lines = Buffer.from(der)
    .toString("base64")
    .replaceAll(/.{64}(?=.)/g, "$&\n");
  return `-----BEGIN ${label}-----\n${lines}\n-----END ${label}-----\n`;
}

/** Every block with one of these labels, in turn; what stands around them is a comment. A block that is not base64 is empty. */
export function pemBlocks(text: string, ...labels: readonly string[]): Uint8Array[] {
  const blocks: Uint8Array[] = [];
  for (let at = 0; ; ) {
    const begin = text.indexOf("-----BEGIN ", at);
    const labelEnd = begin < 0 ? -1 : text.indexOf("-----", begin + 11);
    if (labelEnd < 0) return blocks;
    const label = text.slice(begin + 11, labelEnd);
    const end = text.indexOf(`-----END ${label}-----`, labelEnd);
    if (end < 0) return blocks;
    if (labels.includes(label)) blocks.push(fromBase64(text.slice(labelEnd + 5, end)));
    at = end + label.length + 14;
  }
}

function fromBase64(text: string): Uint8Array {
  const packed = text.replaceAll(/\s+/g, "");
  return /^[A-Za-z\d+/]*={0,2}$/.test(packed) ? Buffer.from(packed, "base64") : new Uint8Array();
}
