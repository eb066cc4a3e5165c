/**
 * The most work that one stored password may ask of one login: about two seconds of one core. A row that asks for more
 * is refused when it is read, since a few such logins would keep a server busy for hours.
 */
export const mostRounds = {
  pbkdf2: 1_000_000,
  shaCrypt: 1_000_000,
  /** The exponent of two that a bcrypt hash calls its cost. */
  bcryptCost: 14,
} as const;

/** PAP carries at most 128 octets, a tunnel 253; the work of SHA-crypt grows with the square of the length. */
export const longestPassword = 512;
