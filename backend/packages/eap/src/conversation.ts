import { sameBytes } from "@beacom/radius";
import { decodeEap, EapCode, type EapExchange, EapType, encodeEap } from "#codec/packet";
import type { Decided, Ignored, Method, MethodStep, Refused } from "#method/method";
import type { EapRefusal } from "#refusal";

export type EapStep =
  | { readonly kind: "ask"; readonly eap: Uint8Array }
  | {
      readonly kind: "accepted";
      readonly eap: Uint8Array;
      readonly method: string;
      readonly username: string;
      readonly msk: Uint8Array | undefined;
      readonly sessionId?: Uint8Array | undefined;
    }
  | {
      readonly kind: "refused";
      readonly eap: Uint8Array;
      readonly reason: EapRefusal["kind"];
      readonly detail: string | undefined;
      readonly username: string | undefined;
    }
  | Ignored;

/** A method that may be begun; undefined when it cannot be just now. */
export type Offer = { readonly type: number; begin(): Method | undefined };

/** More than any honest peer needs: 64 KiB in fragments of 400 octets. */
const mostRounds = 180;

/** The authenticator's side of RFC 3748: one peer, one identity, one method after the other until one of them decides. */
export class Conversation {
  readonly identity: string;
  readonly first: EapStep;
  readonly #offers: Offer[];
  #method: Method | undefined;
  /** Of the request that waits for its answer. */
  #identifier: number;
  #rounds = 0;
  /** Has the peer begun to speak the method? Until then it may ask for another one (section 5.3.1). */
  #taken = false;
  #over = false;
  #last: { response: Uint8Array; step: EapStep };
  #turn: Promise<unknown> = Promise.resolve();

  constructor(identityResponse: EapExchange, identity: string, offers: readonly Offer[]) {
    this.identity = identity;
    this.#offers = [...offers];
    this.#identifier = identityResponse.identifier;
    this.first = this.#stepOf(this.#beginOneOf(() => true));
    this.#last = { response: encodeEap(identityResponse), step: this.first };
  }

  /** Of the request that waits for its answer. */
  get identifier(): number {
    return this.#identifier;
  }

  /** One packet after the other, also when they come at the same time. Rejects, and closes, only when a dependency does. */
  hear(eap: Uint8Array): Promise<EapStep> {
    const step = this.#turn.then(() => this.#hear(eap));
    this.#turn = step.catch(() => this.close());
    return step;
  }

  close(): void {
    this.#over = true;
    this.#method?.close();
    this.#method = undefined;
  }

  async #hear(eap: Uint8Array): Promise<EapStep> {
    const packet = decodeEap(eap);
    if (!packet.ok) return ignored(packet.error.kind);
    const heard = packet.value;
    if (heard.code !== EapCode.Response) return ignored("not-a-response");
    const response = encodeEap(heard);
    if (sameBytes(response, this.#last.response)) return this.#last.step;
    if (this.#over || this.#method === undefined) return ignored("conversation-over");
    if (heard.identifier !== this.#identifier) return ignored("another-identifier");
    const step = await this.#answer(this.#method, heard);
    if (step.kind === "ignored") return step;
    this.#last = { response, step: this.#stepOf(step) };
    return this.#last.step;
  }

  async #answer(method: Method, { type, data, identifier }: EapExchange): Promise<MethodStep> {
    if (type === EapType.Nak) {
      if (this.#taken) return ignored("nak-within-a-method");
      method.close();
      return this.#beginOneOf((offered) => data.includes(offered));
    }
    if (type !== method.type) return ignored("another-type");
    const step = await method.hear(data, identifier);
    if (this.#over) return ignored("conversation-over");
    if (step.kind !== "ignored") this.#taken = true;
    return step;
  }

  /** Each offer is made once, in the server's order. */
  #beginOneOf(wanted: (type: number) => boolean): Decided {
    for (;;) {
      const index = this.#offers.findIndex(({ type }) => wanted(type));
      const [offer] = index < 0 ? [] : this.#offers.splice(index, 1);
      if (offer === undefined) {
        return { kind: "refused", refusal: { kind: "no-common-method" }, username: undefined };
      }
      this.#method = offer.begin();
      if (this.#method !== undefined) return { kind: "ask", data: this.#method.open(this.#nextIdentifier()) };
    }
  }

  #nextIdentifier(): number {
    return (this.#identifier + 1) & 0xff;
  }

  #stepOf(step: Decided): EapStep {
    if (step.kind === "ask" && this.#method !== undefined && ++this.#rounds <= mostRounds) {
      const { type } = this.#method;
      // Section 4.2: the end has the identifier of the response that it answers, so this one moves with requests only.
      this.#identifier = this.#nextIdentifier();
      const request = { code: EapCode.Request, identifier: this.#identifier, type, data: step.data };
      return { kind: "ask", eap: encodeEap(request) };
    }
    this.close();
    const identifier = this.#identifier;
    if (step.kind === "accepted") return { ...step, eap: encodeEap({ code: EapCode.Success, identifier }) };
    const { refusal, username } = step.kind === "refused" ? step : tooManyRounds;
    return {
      kind: "refused",
      eap: encodeEap({ code: EapCode.Failure, identifier }),
      reason: refusal.kind,
      detail: refusal.detail,
      username,
    };
  }
}

const tooManyRounds: Refused = { kind: "refused", refusal: { kind: "too-many-rounds" }, username: undefined };

const ignored = (reason: string): Ignored => ({ kind: "ignored", reason });
