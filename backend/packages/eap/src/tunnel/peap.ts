import { textOf } from "@beacom/radius";
import { decodeEap, EapCode, EapType, encodeEap } from "#codec/packet";
import { decodeResult, encodeResult } from "#codec/result-tlv";
import { Conversation, type EapStep, type Offer } from "#conversation";
import { listen, type Phase2, type Phase2Step, refused } from "#tunnel/phase2";

/**
 * PEAPv0 (draft-kamath-pppext-peapv0): a second EAP conversation whose packets leave their first four octets out, and then
 * both sides tell each other the result, this time in whole packets.
 */
export function peapPhase2(innerOffers: (identity: string) => readonly Offer[]): Phase2 {
  let asked = false;
  let inner: Conversation | undefined;
  let outcome: Phase2Step | undefined;

  function conclude(success: boolean, next: number, step: Phase2Step): Phase2Step {
    outcome = step;
    const result = { code: EapCode.Request, identifier: next, type: EapType.Extensions, data: encodeResult(success) };
    return { kind: "say", plaintext: encodeEap(result) };
  }

  function follow(step: EapStep, next: number): Phase2Step {
    if (step.kind === "ask") return { kind: "say", plaintext: step.eap.subarray(4) };
    if (step.kind === "accepted") {
      return conclude(true, next, { kind: "accepted", method: `peap-${step.method}`, username: step.username });
    }
    if (step.kind === "refused") return conclude(false, next, refused(step.reason, step.detail, inner?.identity));
    return refused("tunnel-malformed", step.reason, inner?.identity);
  }

  function hearResult(plaintext: Uint8Array, told: Phase2Step): Phase2Step {
    if (told.kind === "refused") return told;
    const username = inner?.identity;
    const packet = decodeEap(plaintext);
    if (!packet.ok) return refused("tunnel-malformed", packet.error.kind, username);
    if (packet.value.code !== EapCode.Response || packet.value.type !== EapType.Extensions) {
      return refused("tunnel-malformed", "result-missing", username);
    }
    const success = decodeResult(packet.value.data);
    if (!success.ok) return refused("tunnel-malformed", success.error.kind, username);
    return success.value ? told : refused("refused-by-peer", undefined, username);
  }

  return {
    secured: () => listen,
    async hear(plaintext, next) {
      if (outcome !== undefined) return hearResult(plaintext, outcome);
      if (!asked) {
        if (plaintext.length > 0) return refused("tunnel-malformed", "identity-unasked");
        asked = true;
        return { kind: "say", plaintext: Uint8Array.of(EapType.Identity) };
      }
      const [type] = plaintext;
      if (type === undefined) return refused("tunnel-malformed", "without-a-type", inner?.identity);
      const data = plaintext.subarray(1);
      const response = { code: EapCode.Response, identifier: inner?.identifier ?? 0, type, data };
      if (inner !== undefined) return follow(await inner.hear(encodeEap(response)), next);
      if (type !== EapType.Identity) return refused("tunnel-malformed", "identity-missing");
      const identity = textOf(data);
      inner = new Conversation(response, identity, innerOffers(identity));
      return follow(inner.first, next);
    },
    close: () => inner?.close(),
  };
}
