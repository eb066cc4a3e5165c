import { valueOf } from "@beacom/result";
import { beginEap, type EapDeps } from "#begin-eap";
import type { EapStep } from "#conversation";
import type { Peer } from "#testing/peer";

export type Dialogue = { steps: EapStep[]; last: EapStep; msk: Uint8Array | undefined };

/** A conversation from the identity to its end, or to where the peer falls silent. */
export async function talk(deps: EapDeps, peer: Peer): Promise<Dialogue> {
  const { conversation, first } = valueOf(beginEap(deps, peer.identityResponse()));
  const steps = [first];
  try {
    for (let step = first; step.kind !== "ignored"; ) {
      const response = await peer.answer(step.eap);
      if (response === undefined) break;
      step = await conversation.hear(response);
      steps.push(step);
    }
    return { steps, last: steps.at(-1)!, msk: peer.msk() };
  } finally {
    conversation.close();
    peer.close();
  }
}
