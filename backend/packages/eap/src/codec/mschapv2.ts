import { ok, type Result, refuse } from "@beacom/result";

/** What EAP-MSCHAPv2 puts behind its type octet (draft-kamath-pppext-eap-mschapv2 section 2). */
export const OpCode = { Challenge: 1, Response: 2, Success: 3, Failure: 4 } as const;

export type MsChapV2Answer =
  | {
      readonly op: typeof OpCode.Response;
      readonly id: number;
      readonly peerChallenge: Uint8Array;
      readonly ntResponse: Uint8Array;
      readonly name: Uint8Array;
    }
  | { readonly op: typeof OpCode.Success | typeof OpCode.Failure };

export type MsChapV2Malformed = {
  readonly kind:
    | "mschapv2-empty"
    | "mschapv2-op-code-unknown"
    | "mschapv2-header-cut-short"
    | "mschapv2-length-wrong"
    | "mschapv2-value-of-wrong-size";
};

const responseOctets = 49;

/** What a peer may say. Of Success and Failure only the op code is sent (sections 2.4 and 2.6); more than it is passed over. */
export function decodeAnswer(data: Uint8Array): Result<MsChapV2Answer, MsChapV2Malformed> {
  const [op, id = 0] = data;
  if (op === undefined) return refuse({ kind: "mschapv2-empty" });
  if (op === OpCode.Success || op === OpCode.Failure) return ok({ op });
  if (op !== OpCode.Response) return refuse({ kind: "mschapv2-op-code-unknown" });
  if (data.length < 5) return refuse({ kind: "mschapv2-header-cut-short" });
  if (((data[2]! << 8) | data[3]!) !== data.length) return refuse({ kind: "mschapv2-length-wrong" });
  const name = 5 + responseOctets;
  if (data[4] !== responseOctets || data.length < name) return refuse({ kind: "mschapv2-value-of-wrong-size" });
  // 16 octets of challenge, 8 that are reserved, 24 of response, 1 of flags (RFC 2759 section 4).
  return ok({
    op,
    id,
    peerChallenge: data.subarray(5, 21),
    ntResponse: data.subarray(29, 53),
    name: data.subarray(name),
  });
}

export const encodeChallenge = (id: number, challenge: Uint8Array, serverName: string): Uint8Array =>
  withHeader(OpCode.Challenge, id, Uint8Array.of(challenge.length), challenge, Buffer.from(serverName));

export const encodeSuccess = (id: number, authenticatorResponse: string): Uint8Array =>
  withHeader(OpCode.Success, id, Buffer.from(`${authenticatorResponse} M=OK`));

/** E=691 is a failed authentication, R=0 forbids another try with this challenge (RFC 2759 section 6). */
export const encodeFailure = (id: number, nextChallenge: Uint8Array): Uint8Array =>
  withHeader(
    OpCode.Failure,
    id,
    Buffer.from(`E=691 R=0 C=${Buffer.from(nextChallenge).toString("hex").toUpperCase()} V=3 M=Authentication failed`),
  );

/** MS-Length counts from the op code on. */
function withHeader(op: number, id: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const bytes = Buffer.concat([Uint8Array.of(op, id, 0, 0), ...parts]);
  bytes.writeUInt16BE(bytes.length, 2);
  return bytes;
}
