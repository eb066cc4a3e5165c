import { ok, type Result, refuse } from "@beacom/result";

export type TlvMalformed = {
  readonly kind:
    | "tlv-header-cut-short"
    | "tlv-overruns-packet"
    | "tlv-unknown-and-mandatory"
    | "result-of-wrong-length"
    | "result-unknown"
    | "result-missing";
};

const resultTlv = 3;
const Status = { success: 1, failure: 2 } as const;

/** The data of an EAP-Extensions packet (type 33) with nothing but a Result TLV (draft-kamath-pppext-peapv0 section 2). */
export const encodeResult = (success: boolean): Uint8Array =>
  Uint8Array.of(0x80, resultTlv, 0, 2, 0, success ? Status.success : Status.failure);

/** Did the peer say success? What else it says may be passed over unless it is marked as mandatory. */
export function decodeResult(data: Uint8Array): Result<boolean, TlvMalformed> {
  let success: boolean | undefined;
  for (let offset = 0; offset < data.length; ) {
    if (offset + 4 > data.length) return refuse({ kind: "tlv-header-cut-short" });
    const type = ((data[offset]! & 0x3f) << 8) | data[offset + 1]!;
    const mandatory = (data[offset]! & 0x80) !== 0;
    const end = offset + 4 + ((data[offset + 2]! << 8) | data[offset + 3]!);
    if (end > data.length) return refuse({ kind: "tlv-overruns-packet" });
    const value = data.subarray(offset + 4, end);
    if (type === resultTlv) {
      if (value.length !== 2) return refuse({ kind: "result-of-wrong-length" });
      const status = (value[0]! << 8) | value[1]!;
      if (status !== Status.success && status !== Status.failure) return refuse({ kind: "result-unknown" });
      // Of two that contradict each other, the bad news counts.
      success = (success ?? true) && status === Status.success;
    } else if (mandatory) {
      return refuse({ kind: "tlv-unknown-and-mandatory" });
    }
    offset = end;
  }
  return success === undefined ? refuse({ kind: "result-missing" }) : ok(success);
}
