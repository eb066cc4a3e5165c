import { ok, type Result, refuse } from "@beacom/result";

export const EapCode = { Request: 1, Response: 2, Success: 3, Failure: 4 } as const;

/** The types that are spoken here (IANA, EAP registry). */
export const EapType = {
  Identity: 1,
  Notification: 2,
  Nak: 3,
  Md5: 4,
  Tls: 13,
  Ttls: 21,
  Peap: 25,
  MsChapV2: 26,
  Extensions: 33,
} as const;

/** `data` is what follows the type octet: a view on the octets that were decoded. */
export type EapExchange = {
  readonly code: typeof EapCode.Request | typeof EapCode.Response;
  readonly identifier: number;
  readonly type: number;
  readonly data: Uint8Array;
};

export type EapEnd = {
  readonly code: typeof EapCode.Success | typeof EapCode.Failure;
  readonly identifier: number;
};

export type EapMalformed = {
  readonly kind:
    | "shorter-than-a-header"
    | "unknown-code"
    | "length-field-too-small"
    | "longer-than-the-octets"
    | "without-a-type"
    | "success-or-failure-with-data";
};

const headerLength = 4;

/** RFC 3748 section 4. Octets after the stated length are padding of the link, and ignored. */
export function decodeEap(bytes: Uint8Array): Result<EapExchange | EapEnd, EapMalformed> {
  if (bytes.length < headerLength) return refuse({ kind: "shorter-than-a-header" });
  const [code = 0, identifier = 0] = bytes;
  const length = (bytes[2]! << 8) | bytes[3]!;
  if (length < headerLength) return refuse({ kind: "length-field-too-small" });
  if (length > bytes.length) return refuse({ kind: "longer-than-the-octets" });
  if (code === EapCode.Success || code === EapCode.Failure) {
    if (length > headerLength) return refuse({ kind: "success-or-failure-with-data" });
    return ok({ code, identifier });
  }
  if (code !== EapCode.Request && code !== EapCode.Response) return refuse({ kind: "unknown-code" });
  if (length === headerLength) return refuse({ kind: "without-a-type" });
  return ok({ code, identifier, type: bytes[headerLength]!, data: bytes.subarray(headerLength + 1, length) });
}

export function encodeEap(packet: EapExchange | EapEnd): Uint8Array {
  const length = "type" in packet ? headerLength + 1 + packet.data.length : headerLength;
  if (length > 0xffff)
    throw new RangeError(`an EAP packet of ${length} octets is longer than its length field can say`);
  const bytes = new Uint8Array(length);
  bytes[0] = packet.code;
  bytes[1] = packet.identifier;
  bytes[2] = length >> 8;
  bytes[3] = length;
  if ("type" in packet) {
    bytes[headerLength] = packet.type;
    bytes.set(packet.data, headerLength + 1);
  }
  return bytes;
}
