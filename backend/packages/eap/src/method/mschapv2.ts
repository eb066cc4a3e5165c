import { textOf } from "@beacom/radius";
import { decodeAnswer, encodeChallenge, encodeFailure, encodeSuccess, OpCode } from "#codec/mschapv2";
import { EapType } from "#codec/packet";
import type { Accepted, ChallengeDeps, Method, MethodStep, Refused } from "#method/method";
import { proveMsChapV2 } from "#proofs";

/** EAP-MSCHAPv2 (draft-kamath-pppext-eap-mschapv2): both sides prove the password, then the peer confirms. One try. */
export function msChapV2Method({ username, proofs, random, serverName }: ChallengeDeps): Method {
  const challenge = random(16);
  let id = 0;
  /** Set once the peer has been told whether it proved itself. */
  let told: Accepted | Refused | undefined;

  async function judge(data: Uint8Array): Promise<MethodStep> {
    const answer = decodeAnswer(data);
    if (!answer.ok) return { kind: "ignored", reason: answer.error.kind };
    if (answer.value.op !== OpCode.Response) return { kind: "ignored", reason: "mschapv2-not-a-response" };
    if (answer.value.id !== id) return { kind: "ignored", reason: "mschapv2-another-id" };
    const { peerChallenge, ntResponse, name } = answer.value;
    const proved = proveMsChapV2(await proofs(), {
      authenticatorChallenge: challenge,
      peerChallenge,
      ntResponse,
      name: textOf(name),
    });
    if (!proved.ok) {
      told = { kind: "refused", refusal: proved.error, username };
      return { kind: "ask", data: encodeFailure(id, random(16)) };
    }
    told = { kind: "accepted", method: "mschapv2", username, msk: proved.value.msk };
    return { kind: "ask", data: encodeSuccess(id, proved.value.authenticatorResponse) };
  }

  function conclude(outcome: Accepted | Refused, data: Uint8Array): MethodStep {
    const answer = decodeAnswer(data);
    // A peer that is refused may take its leave in any words.
    if (outcome.kind === "refused") return outcome;
    if (!answer.ok) return { kind: "ignored", reason: answer.error.kind };
    if (answer.value.op === OpCode.Success) return outcome;
    if (answer.value.op === OpCode.Response) return { kind: "ignored", reason: "mschapv2-not-a-confirmation" };
    return { kind: "refused", refusal: { kind: "refused-by-peer" }, username };
  }

  return {
    type: EapType.MsChapV2,
    open(identifier) {
      id = identifier;
      return encodeChallenge(id, challenge, serverName);
    },
    hear: (data) => (told === undefined ? judge(data) : conclude(told, data)),
    close() {},
  };
}
