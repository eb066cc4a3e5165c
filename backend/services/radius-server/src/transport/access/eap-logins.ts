import type { EapConversation, EapStep } from "@beacom/eap";
import {
  type Attribute,
  Code,
  eapAttributes,
  eapMessageOf,
  firstText,
  mskAttributes,
  stateAttribute,
  stateOf,
  textAttribute,
  Type,
} from "@beacom/radius";
import type { Result } from "@beacom/result";
import type { LogIn, Proof } from "#application/log-in";
import { type AccessRefusal, rejectMessage } from "#domain/access";
import type { RadiusMetrics } from "#transport/radius-metrics";
import { type AccessRequest, type Answer, acceptedAttributes, replyTo } from "#transport/access/answer-access";

export type EapLogins = {
  answer(request: AccessRequest): Promise<Answer>;
  underWay(): number;
  close(): void;
};

type UnderWay = {
  readonly conversation: EapConversation;
  readonly nasId: string;
  heardAtMs: number;
  /** Packets of one conversation are heard one after the other, however they arrive. */
  turn: Promise<unknown>;
};

const proved: Proof = { matches: true, accepted: [], refused: [] };

/** EAP in RADIUS (RFC 3579): every Access-Request carries the peer's next packet, and State says which conversation it belongs to. */
export function eapLoginsWith(deps: {
  begin: (identityResponse: Uint8Array) => Result<{ conversation: EapConversation; first: EapStep }, { kind: string }>;
  logIn: LogIn;
  metrics: RadiusMetrics;
  newState: () => Uint8Array;
  elapsedMs: () => number;
  /** Whoever says nothing for so long has given up. */
  idleMs: number;
  mostUnderWay: number;
  /** Another process may hold the conversation. */
  askElsewhere: (state: Uint8Array, request: AccessRequest) => Promise<Answer | "nobody">;
}): EapLogins {
  const { metrics } = deps;
  const underWay = new Map<string, UnderWay>();
  const timer = setInterval(closeIdle, 5_000);
  timer.unref();

  function closeIdle(): void {
    const before = deps.elapsedMs() - deps.idleMs;
    for (const [key, one] of underWay) if (one.heardAtMs < before) end(key);
  }

  function end(key: string): void {
    underWay.get(key)?.conversation.close();
    underWay.delete(key);
  }

  function refuse(request: AccessRequest, reason: string, text: string, eap: readonly Attribute[]): Uint8Array {
    metrics.request("access", "rejected");
    metrics.rejected(reason);
    return replyTo(request, Code.AccessReject, [...eap, textAttribute(Type.ReplyMessage, text)]);
  }

  function drop(request: AccessRequest, reason: string): undefined {
    metrics.dropped("access", reason, request.source);
  }

  async function begin(request: AccessRequest, eap: Uint8Array): Promise<Answer> {
    // RFC 3579 section 2.1: an EAP-Start is empty, or has no content yet; it is asked who is there.
    if (eap.length <= 2) return ask(request, identityRequest, deps.newState());
    const begun = deps.begin(eap);
    if (!begun.ok) return drop(request, `eap-${begun.error.kind}`);
    const { conversation, first } = begun.value;
    const state = deps.newState();
    const key = keyOf(state);
    if (underWay.size >= deps.mostUnderWay) {
      closeIdle();
      const [oldest] = underWay.keys();
      if (underWay.size >= deps.mostUnderWay && oldest !== undefined) end(oldest);
    }
    const { nasId } = request.nas.nas;
    underWay.set(key, { conversation, nasId, heardAtMs: deps.elapsedMs(), turn: Promise.resolve() });
    return answerStep(request, first, state);
  }

  function ask(request: AccessRequest, eap: Uint8Array, state: Uint8Array): Uint8Array {
    metrics.request("access", "challenged");
    return replyTo(request, Code.AccessChallenge, [...eapAttributes(eap), stateAttribute(state)]);
  }

  async function answerStep(request: AccessRequest, step: EapStep, state: Uint8Array): Promise<Answer> {
    if (step.kind === "ask") return ask(request, step.eap, state);
    if (step.kind === "ignored") return drop(request, `eap-${step.reason}`);
    end(keyOf(state));
    if (step.kind === "refused") {
      return refuse(request, `eap-${step.reason}`, rejectMessage["wrong-password"], eapAttributes(step.eap));
    }
    const outcome = await deps.logIn({
      username: step.username,
      mac: undefined,
      nas: request.nas,
      callingStationId: firstText(request.packet, Type.CallingStationId),
      atMs: request.receivedAtMs,
      prove: () => proved,
    });
    if (outcome.kind === "unanswered") return drop(request, outcome.reason);
    if (outcome.kind === "refused") {
      const failure = Uint8Array.of(eapFailure, step.eap[1]!, 0, 4);
      return refuse(
        request,
        outcome.reason satisfies AccessRefusal["kind"],
        rejectMessage[outcome.reason],
        eapAttributes(failure),
      );
    }
    metrics.request("access", "accepted");
    const { nas, packet } = request;
    return replyTo(request, Code.AccessAccept, [
      ...eapAttributes(step.eap),
      // In accounting the NAS says this name, and not the anonymous one outside of the tunnel (RFC 3579 section 3).
      textAttribute(Type.UserName, outcome.subscriber.username),
      ...acceptedAttributes(outcome),
      ...(step.msk ? mskAttributes({ msk: step.msk, secret: nas.secret, authenticator: packet.authenticator }) : []),
    ]);
  }

  return {
    async answer(request) {
      const eap = eapMessageOf(request.packet);
      if (eap === undefined) return drop(request, "eap-malformed");
      const state = stateOf(request.packet);
      if (state === undefined) return begin(request, eap);
      const one = underWay.get(keyOf(state));
      if (one === undefined) {
        const elsewhere = await deps.askElsewhere(state, request);
        if (elsewhere !== "nobody") return elsewhere;
        // An identity asked for by an EAP-Start, or a conversation that ended: whoever sends an identity begins anew.
        return isIdentity(eap) ? begin(request, eap) : refuse(request, "eap-state-unknown", "Please try again", []);
      }
      if (one.nasId !== request.nas.nas.nasId) return drop(request, "eap-state-of-another-nas");
      one.heardAtMs = deps.elapsedMs();
      const heard = one.turn.then(() => one.conversation.hear(eap));
      one.turn = heard.catch(() => undefined);
      return answerStep(request, await heard, state);
    },
    underWay: () => underWay.size,
    close() {
      clearInterval(timer);
      for (const key of underWay.keys()) end(key);
    },
  };
}

const eapFailure = 4;
const eapResponse = 2;
const identity = 1;
/** Request 0 for the identity (RFC 3748 section 5.1). */
const identityRequest = Uint8Array.of(1, 0, 0, 5, identity);

const isIdentity = (eap: Uint8Array): boolean => eap[0] === eapResponse && eap[4] === identity;

const keyOf = (state: Uint8Array): string => Buffer.from(state).toString("latin1");
