/** Letters and digits that nobody mistakes for one another when typing them into a router. */
const alphabet = "23456789abcdefghjkmnpqrstuvwxyz";

/** The phone number without its plus: the customer knows it, and it is theirs alone. Numbers are reissued, hence `attempt` (0, 1, …). */
export function usernameFor(phone: string, attempt: number): string {
  const digits = phone.replaceAll(/[^0-9]/g, "");
  return attempt === 0 ? digits : `${digits}-${attempt + 1}`;
}

/** Four groups of four, 79 bits, from 16 random octets. */
export function passwordFrom(random: Uint8Array): string {
  let rest = 0n;
  for (const octet of random) rest = rest * 256n + BigInt(octet);
  const size = BigInt(alphabet.length);
  let text = "";
  for (let i = 0; i < 16; i++, rest /= size) text += (i > 0 && i % 4 === 0 ? "-" : "") + alphabet[Number(rest % size)];
  return text;
}
