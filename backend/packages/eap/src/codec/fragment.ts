import { ok, type Result, refuse } from "@beacom/result";

/** What EAP-TLS, TTLS and PEAP put behind their type octet (RFC 5216 section 3.1, RFC 5281 section 9.1). */
export type Fragment = {
  readonly start: boolean;
  /** More fragments of this message follow. */
  readonly more: boolean;
  /** The octets of the whole message, where the sender says so. */
  readonly messageOctets: number | undefined;
  /** The three lowest bits of the flags: of PEAP and TTLS the version, of EAP-TLS reserved. */
  readonly version: number;
  readonly data: Uint8Array;
};

export type FragmentMalformed = { readonly kind: "fragment-without-flags" | "fragment-length-cut-short" };

const Flag = { length: 0x80, more: 0x40, start: 0x20, version: 0x07 } as const;

export function decodeFragment(bytes: Uint8Array): Result<Fragment, FragmentMalformed> {
  const [flags] = bytes;
  if (flags === undefined) return refuse({ kind: "fragment-without-flags" });
  const sized = (flags & Flag.length) !== 0;
  if (sized && bytes.length < 5) return refuse({ kind: "fragment-length-cut-short" });
  return ok({
    start: (flags & Flag.start) !== 0,
    more: (flags & Flag.more) !== 0,
    version: flags & Flag.version,
    messageOctets: sized ? ((bytes[1]! << 24) | (bytes[2]! << 16) | (bytes[3]! << 8) | bytes[4]!) >>> 0 : undefined,
    data: bytes.subarray(sized ? 5 : 1),
  });
}

export function encodeFragment({ start, more, messageOctets, version, data }: Partial<Fragment>): Uint8Array {
  const sized = messageOctets !== undefined;
  const content = data ?? new Uint8Array();
  const bytes = new Uint8Array((sized ? 5 : 1) + content.length);
  bytes[0] =
    (sized ? Flag.length : 0) | (more ? Flag.more : 0) | (start ? Flag.start : 0) | ((version ?? 0) & Flag.version);
  if (sized) new DataView(bytes.buffer).setUint32(1, messageOctets);
  bytes.set(content, sized ? 5 : 1);
  return bytes;
}

/** An empty fragment: it acknowledges a fragment, asks TLS nothing, or gives the peer its turn. */
export const acknowledgement: Uint8Array = encodeFragment({});

/** The first of several says how long the message is (RFC 5216 section 2.1.5); a message that fits into one goes without. */
export function fragmentsOf(message: Uint8Array, fragmentOctets: number): Uint8Array[] {
  if (message.length <= fragmentOctets) return [encodeFragment({ data: message })];
  const fragments: Uint8Array[] = [];
  for (let offset = 0; offset < message.length; offset += fragmentOctets) {
    const end = offset + fragmentOctets;
    fragments.push(
      encodeFragment({
        more: end < message.length,
        data: message.subarray(offset, end),
        ...(offset === 0 ? { messageOctets: message.length } : {}),
      }),
    );
  }
  return fragments;
}
