import { Code, find, findAll, type Packet, Type } from "@beacom/radius";
import type { NasEntry } from "#application/local-view";
import { judgeSignature } from "#domain/nas";
import type { AnswerAccess } from "#transport/access/answer-access";
import { type Admitted, admit, type AdmitDeps, answerStatus, type Received } from "#transport/admit";

/** More have to be a loop. */
const mostProxies = 10;

/** Takes what comes in at the authentication port. */
export function receiveAccessWith(
  deps: AdmitDeps & {
    allowUnsignedProxyState: boolean;
    answer: AnswerAccess;
    nowMs: () => number;
    /** What `auto` has learnt about a source; stored in the background. */
    learnt: (nas: NasEntry, address: string, signs: boolean) => void;
    failed: (error: unknown) => void;
  },
): (received: Received) => void {
  const { duplicates, metrics, elapsedMs } = deps;
  return (received) => {
    const startedMs = elapsedMs();
    const admitted = admit(deps, "access", Code.AccessRequest, received);
    if (!admitted) return;
    const { packet, nas, origin } = admitted;
    if (packet.code === Code.StatusServer) return answerStatus(deps, admitted, Code.AccessAccept, received);
    // What comes through TLS is nobody's forgery.
    if (received.nas === undefined && !isTrusted(deps, admitted, packet, received)) return;
    // An answer brings them all back (RFC 2865 section 5.33), and has to have room for them.
    if (find(packet, Type.ProxyState) && findAll(packet, Type.ProxyState).length > mostProxies)
      return metrics.dropped("access", "proxy-loop", received.address);
    const failed = (error: unknown): void => {
      metrics.dropped("access", "fault", received.address);
      deps.failed(error);
    };
    let answer: ReturnType<AnswerAccess>;
    try {
      const { vendorFormats } = deps.view.policy().dictionary;
      answer = deps.answer({ packet, nas, source: received.address, receivedAtMs: deps.nowMs(), vendorFormats });
    } catch (error) {
      return failed(error);
    }
    if (!(answer instanceof Promise)) {
      if (answer === undefined) return;
      duplicates.remember(origin, packet.authenticator, answer);
      received.send(answer);
      metrics.answered("access", (elapsedMs() - startedMs) / 1000);
      return;
    }
    const remembered = duplicates.remember(origin, packet.authenticator);
    answer.then(
      (reply) => {
        // Asked again it has another chance: it must not look like a duplicate then.
        if (reply === undefined) return duplicates.forget(origin, remembered);
        duplicates.answered(origin, remembered, reply);
        received.send(reply);
        metrics.answered("access", (elapsedMs() - startedMs) / 1000);
      },
      (error: unknown) => {
        duplicates.forget(origin, remembered);
        failed(error);
      },
    );
  };
}

function isTrusted(
  deps: Parameters<typeof receiveAccessWith>[0],
  { nas, signed }: Admitted,
  packet: Packet,
  { address }: Received,
): boolean {
  const { requireMessageAuthenticator: policy, allowUnsignedProxyState } = nas.nas;
  const judged = judgeSignature(policy, allowUnsignedProxyState || deps.allowUnsignedProxyState, {
    signs: nas.signs.get(address),
    hasMessageAuthenticator: signed,
    hasProxyState: !signed && find(packet, Type.ProxyState) !== undefined,
  });
  if (judged.drop) {
    deps.metrics.dropped("access", judged.drop, address);
    return false;
  }
  // RFC 3579 section 3.1: EAP is never trusted unsigned.
  if (!signed && find(packet, Type.EapMessage) !== undefined) {
    deps.metrics.dropped("access", "unsigned-eap", address);
    return false;
  }
  if (judged.learnt !== undefined) {
    nas.signs.set(address, judged.learnt);
    deps.learnt(nas, address, judged.learnt);
  }
  return true;
}
