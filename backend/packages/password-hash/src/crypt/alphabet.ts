/** crypt(3) writes six bits a character in an order of its own; bcrypt has another, and RFC 4648 a third. */
export const cryptAlphabet = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const bcryptAlphabet = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** The lowest `characters` times six bits of a number, the lowest first. */
export function lowestFirst(bits: number, characters: number): string {
  let text = "";
  for (let i = 0; i < characters; i++) text += cryptAlphabet[(bits >>> (6 * i)) & 63];
  return text;
}

/** Octets as bcrypt writes them: base64's own grouping, its own letters, no padding. */
export function bcryptText(octets: Uint8Array): string {
  let text = "";
  for (let i = 0; i < octets.length; i += 3) {
    const bits = (octets[i]! << 16) | ((octets[i + 1] ?? 0) << 8) | (octets[i + 2] ?? 0);
    const characters = Math.min(octets.length - i, 3) + 1;
    for (let j = 0; j < characters; j++) text += bcryptAlphabet[(bits >>> (18 - 6 * j)) & 63];
  }
  return text;
}

/** The whole octets in such a text; bits that fill up the last character are left out. */
export function bcryptOctets(text: string): Uint8Array {
  const octets = new Uint8Array(Math.floor((text.length * 6) / 8));
  for (let i = 0; i < octets.length; i++) {
    const bit = i * 8;
    const first = bcryptAlphabet.indexOf(text[Math.floor(bit / 6)]!);
    const second = bcryptAlphabet.indexOf(text[Math.floor(bit / 6) + 1]!);
    octets[i] = ((first << 6) | second) >>> (4 - (bit % 6));
  }
  return octets;
}
