import {
  type Attribute,
  attributesOf,
  checkChap,
  checkMsChapV2,
  checkPap,
  Code,
  encodeReply,
  find,
  firstText,
  integerAttribute,
  type Packet,
  textAttribute,
  Type,
  Vendor,
} from "@beacom/radius";
import type { LocalView, NasEntry } from "#application/local-view";
import { type AccessRefusal, decideAccess, rejectMessage } from "#domain/access";
import { profileFor } from "#domain/profile";
import type { ServiceState } from "#domain/service-state";
import type { Subscriber } from "#domain/subscriber";
import type { RadiusMetrics } from "#transport/radius-metrics";
import { classOf } from "#transport/session-class";

/** How a password was proved: whether it matches, and what the answers must carry because of it. */
type Proof = { matches: boolean; accepted: readonly Attribute[]; refused: readonly Attribute[] };

const plain = (matches: boolean): Proof => ({ matches, accepted: [], refused: [] });

const msChap2Response = 25;

/** Answers an Access-Request from memory alone: nothing here waits for anybody. */
export function accessAnswersWith(deps: {
  view: LocalView;
  metrics: RadiusMetrics;
  interimSeconds: number;
  sessionTimeoutSeconds: number | undefined;
}): (packet: Packet, nas: NasEntry) => Uint8Array {
  const times = [integerAttribute(Type.AcctInterimInterval, deps.interimSeconds)];
  if (deps.sessionTimeoutSeconds !== undefined)
    times.push(integerAttribute(Type.SessionTimeout, deps.sessionTimeoutSeconds));
  // A service state stays the same object until it changes, and with it what a vendor is told about it.
  const profiles = {
    mikrotik: new WeakMap<ServiceState, Attribute[]>(),
    wispr: new WeakMap<ServiceState, Attribute[]>(),
  };

  function profileOf(nas: NasEntry, service: ServiceState): readonly Attribute[] {
    const { vendor } = nas.nas;
    const known = profiles[vendor].get(service);
    if (known) return known;
    const named = profileFor(vendor, service).map(({ name, value }) => [name, value]);
    const made = [...times, ...attributesOf(Object.fromEntries(named))];
    profiles[vendor].set(service, made);
    return made;
  }

  function reply(code: number, packet: Packet, nas: NasEntry, attributes: readonly Attribute[]): Uint8Array {
    return encodeReply({ code, request: packet, attributes, secret: nas.secret, messageAuthenticator: true });
  }

  function reject(
    packet: Packet,
    nas: NasEntry,
    reason: AccessRefusal["kind"] | "method-unknown",
    more: readonly Attribute[],
  ) {
    deps.metrics.request("access", "rejected");
    deps.metrics.rejected(reason);
    const text = reason === "method-unknown" ? "Use PAP, CHAP or MS-CHAPv2" : rejectMessage[reason];
    return reply(Code.AccessReject, packet, nas, [textAttribute(Type.ReplyMessage, text), ...more]);
  }

  return (packet, nas) => {
    const username = firstText(packet, Type.UserName) ?? "";
    const prove = methodOf(packet);
    if (prove === undefined) return reject(packet, nas, "method-unknown", []);
    let proof: Proof = plain(false);
    const subscriber = deps.view.subscriber(username);
    const decision = decideAccess(subscriber, (known) => {
      proof = prove(packet, known, nas);
      return proof.matches;
    });
    if (!decision.ok) return reject(packet, nas, decision.error.kind, proof.refused);
    deps.metrics.request("access", "accepted");
    return reply(Code.AccessAccept, packet, nas, [
      classOf(subscriber!.customerId, decision.value.version),
      ...profileOf(nas, decision.value),
      ...proof.accepted,
    ]);
  };
}

function methodOf(packet: Packet): ((packet: Packet, subscriber: Subscriber, nas: NasEntry) => Proof) | undefined {
  if (find(packet, Type.UserPassword)) return (p, { password }, nas) => plain(checkPap(p, password, nas.secret));
  if (find(packet, Type.ChapPassword)) return (p, { password }) => plain(checkChap(p, password));
  if (find(packet, msChap2Response, Vendor.Microsoft)) return proveMsChapV2;
  return undefined;
}

function proveMsChapV2(packet: Packet, { username, password }: Subscriber, nas: NasEntry): Proof {
  const checked = checkMsChapV2(packet, username, password, nas.secret);
  if (checked.ok) return { matches: true, accepted: [checked.value.success, ...checked.value.mppeKeys], refused: [] };
  return {
    matches: false,
    accepted: [],
    refused: checked.error.kind === "wrong-password" ? [checked.error.failure] : [],
  };
}
