import {
  type Attribute,
  Code,
  encodeReply,
  find,
  firstText,
  type Packet,
  textAttribute,
  Type,
  type VendorFormats,
} from "@beacom/radius";
import type { NasEntry } from "#application/local-view";
import type { LogIn, LoginOutcome } from "#application/log-in";
import type { RealmView } from "#application/realm-view";
import { type AccessRefusal, rejectMessage } from "#domain/access";
import type { Realm } from "#domain/realm";
import type { EapLogins } from "#transport/access/eap-logins";
import { deviceOf, proofOf, proveDevice, refuseAll } from "#transport/access/proofs";
import type { RadiusMetrics } from "#transport/radius-metrics";
import { classOf } from "#transport/session-class";

export type AccessRequest = {
  readonly packet: Packet;
  readonly nas: NasEntry;
  /** Where the packet came from: an address, or a RadSec connection's. */
  readonly source: string;
  readonly receivedAtMs: number;
  /** The dictionary's, for vendors that have a layout of their own. */
  readonly vendorFormats: VendorFormats | undefined;
};

/** The reply's octets; undefined is silence, after which the NAS asks again or elsewhere. */
export type Answer = Uint8Array | undefined;

export type AnswerAccess = (request: AccessRequest) => Answer | Promise<Answer>;

/** Answers an Access-Request of a local user: at once where memory can tell, which is nearly always. */
export function answerAccessWith(deps: {
  logIn: LogIn;
  eap: EapLogins;
  realms: Pick<RealmView, "routeOf">;
  proxy: (request: AccessRequest, realm: Realm, username: string) => Promise<Answer>;
  metrics: RadiusMetrics;
}): AnswerAccess {
  const { metrics } = deps;

  function reject(
    request: AccessRequest,
    reason: AccessRefusal["kind"] | "method-unknown",
    more: readonly Attribute[],
  ) {
    metrics.request("access", "rejected");
    metrics.rejected(reason);
    const text = reason === "method-unknown" ? "Use PAP, CHAP, MS-CHAPv2 or EAP" : rejectMessage[reason];
    return replyTo(request, Code.AccessReject, [textAttribute(Type.ReplyMessage, text), ...more]);
  }

  function replyFor(request: AccessRequest, outcome: LoginOutcome): Answer {
    if (outcome.kind === "unanswered") {
      metrics.dropped("access", outcome.reason, request.source);
      return undefined;
    }
    if (outcome.kind === "refused") return reject(request, outcome.reason, outcome.attributes);
    metrics.request("access", "accepted");
    return replyTo(request, Code.AccessAccept, acceptedAttributes(outcome));
  }

  return (request) => {
    const { packet, nas, receivedAtMs } = request;
    const written = firstText(packet, Type.UserName) ?? "";
    const route = deps.realms.routeOf(written);
    if (route.kind === "elsewhere") return deps.proxy(request, route.realm, route.username);
    if (find(packet, Type.EapMessage)) return deps.eap.answer(request);
    const { username } = route;
    const mac = deviceOf(packet, username, nas);
    // MS-CHAP hashes the name as it was written.
    const provePassword = proofOf(packet, written, nas);
    if (provePassword === undefined && mac === undefined) return reject(request, "method-unknown", []);
    const outcome = deps.logIn({
      username,
      mac,
      nas,
      callingStationId: firstText(packet, Type.CallingStationId),
      atMs: receivedAtMs,
      // A device that is nobody's may still be called like a username.
      prove: (subscriber, isDevice) => (isDevice ? proveDevice : (provePassword ?? refuseAll))(subscriber),
    });
    return outcome instanceof Promise
      ? outcome.then((decided) => replyFor(request, decided))
      : replyFor(request, outcome);
  };
}

export function acceptedAttributes(outcome: LoginOutcome & { kind: "accepted" }): Attribute[] {
  const { subscriber, claimId, attributes } = outcome;
  return [classOf(subscriber.customerId, subscriber.service?.version ?? 0n, claimId), ...attributes];
}

export function replyTo(request: AccessRequest, code: number, attributes: readonly Attribute[]): Uint8Array {
  const { packet, nas, vendorFormats } = request;
  const { secret } = nas;
  return encodeReply({ code, request: packet, attributes, secret, messageAuthenticator: true, vendorFormats });
}
