/** RFC 6613 section 2.6.4: what cannot be a packet's length closes the connection, since nothing tells where the next begins. */
export type FramesRead = { readonly packets: readonly Uint8Array[]; readonly broken: boolean };

/** Cuts a stream into packets by the length in their headers: 20 to 4096 octets (RFC 2865 section 3). */
export function radsecFrames(): (chunk: Uint8Array) => FramesRead {
  let held: Uint8Array = new Uint8Array(0);
  return (chunk) => {
    let rest = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
    const packets: Uint8Array[] = [];
    while (rest.length >= 4) {
      const length = (rest[2]! << 8) | rest[3]!;
      if (length < 20 || length > 4096) {
        held = new Uint8Array(0);
        return { packets, broken: true };
      }
      if (rest.length < length) break;
      packets.push(rest.subarray(0, length));
      rest = rest.subarray(length);
    }
    held = Uint8Array.from(rest);
    return { packets, broken: false };
  };
}
