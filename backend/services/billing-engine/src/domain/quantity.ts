/**
 * The largest amount of cents, octets or bits per second that is accepted. The portal gets them as JSON numbers, and a larger one would
 * lose its last digits there. It is 90 trillion rand, or 9 petabytes.
 */
export const mostOfAnything = BigInt(Number.MAX_SAFE_INTEGER);
