/**
 * "JosÃ©" is "José": UTF-8 that a program wrote over a connection which said latin1, so that the database converted it
 * once more. Undone where every character was one octet of windows-1252 (what MySQL calls latin1) and the octets are
 * UTF-8; else the text is left as it is.
 */
export function repairedText(text: string): string {
  const octets: number[] = [];
  for (const character of text) {
    const octet = octetOf(character);
    if (octet === undefined) return text;
    octets.push(octet);
  }
  if (octets.every((octet) => octet < 128)) return text;
  try {
    return strictUtf8.decode(Uint8Array.from(octets));
  } catch {
    return text;
  }
}

const strictUtf8 = new TextDecoder("utf-8", { fatal: true });

const windows1252 = new Map(
  Array.from({ length: 32 }, (_, i) => [new TextDecoder("windows-1252").decode(Uint8Array.of(128 + i)), 128 + i]),
);

function octetOf(character: string): number | undefined {
  const code = character.codePointAt(0)!;
  return code < 256 ? code : windows1252.get(character);
}
