import {
  type Attribute,
  attributesOf,
  Code,
  encodeReply,
  ErrorCause,
  firstAddress,
  firstText,
  type NamedValue,
  type Packet,
  readNamed,
  type Secret,
  Type,
  verifyRequest,
} from "@beacom/radius";
import { identifiedSessions, type NotIdentified } from "#identified-session";
import type { PolicyMaps } from "#obeyed-rate";
import { ordersOf } from "#orders";
import type { RateLimit } from "#rate-limit";
import type { HeldSession } from "#session";
import type { VendorBehaviour } from "#vendor";

export type DynamicAuthorization = {
  at: Date;
  kind: "coa" | "disconnect";
  username: string | undefined;
  framedIpAddress: string | undefined;
  acctSessionId: string | undefined;
  /** In the words that this vendor obeys; a rate in others' is as if it were not there. */
  rateLimit: RateLimit | undefined;
  attributes: Record<string, NamedValue | NamedValue[]>;
  /** A MikroTik acknowledges a request that names no session well enough, and changes nothing: `applied` tells. */
  answer: "ack" | "nak" | "none";
  errorCause: number | undefined;
  applied: boolean;
  /** The Acct-Session-Ids of the sessions that were changed or ended. */
  sessions: readonly string[];
  /** The same request again (RFC 5080 section 2.2.2), answered from memory. */
  repeated: boolean;
};

export type AnsweringFault =
  | { kind: "none" }
  | { kind: "silent" }
  | { kind: "nak"; errorCause: number }
  | { kind: "duplicate" }
  | { kind: "late"; afterMs: number };

export type DynamicAuthorizationOptions = {
  secret: Secret;
  vendor: VendorBehaviour;
  policyMaps: PolicyMaps;
  sessions: () => Iterable<HeldSession>;
  fault: () => AnsweringFault;
  onReceived: (event: DynamicAuthorization) => void;
  onForged: (kind: string) => void;
};

/** Takes a request from whichever line it came by; `from` tells one asker from another, `send` may be called later or never. */
export type DynamicAuthorizationResponder = (request: Packet, from: string, send: (reply: Uint8Array) => void) => void;

const mostRemembered = 4_096;

/** The server's side of RFC 5176, as each vendor keeps it. */
export function dynamicAuthorizationResponder(options: DynamicAuthorizationOptions): DynamicAuthorizationResponder {
  const answered = new Map<string, { reply: Uint8Array | undefined; event: DynamicAuthorization }>();
  return (request, from, send) => {
    if (request.code !== Code.CoaRequest && request.code !== Code.DisconnectRequest) return;
    const verified = verifyRequest(request, options.secret);
    if (!verified.ok) return options.onForged(verified.error.kind);
    const key = `${from}/${request.identifier}/${Buffer.from(request.authenticator).toString("hex")}`;
    const before = answered.get(key);
    if (before !== undefined) {
      options.onReceived({ ...before.event, at: new Date(), repeated: true });
      if (before.reply !== undefined) send(before.reply);
      return;
    }
    const fault = options.fault();
    const event = carryOut(request, fault, options);
    const reply = event.answer === "none" ? undefined : replyTo(request, event, options.secret);
    // A silent NAS may be asked again and answer then.
    if (fault.kind !== "silent") {
      answered.set(key, { reply, event });
      if (answered.size > mostRemembered) answered.delete(answered.keys().next().value ?? "");
    }
    options.onReceived(event);
    if (reply === undefined) return;
    if (fault.kind === "late") setTimeout(send, fault.afterMs, reply);
    else send(reply);
    if (fault.kind === "duplicate") send(reply);
  };
}

function carryOut(
  request: Packet,
  fault: AnsweringFault,
  { vendor, policyMaps, sessions }: DynamicAuthorizationOptions,
): DynamicAuthorization {
  const orders = ordersOf(request, vendor, policyMaps);
  const { rate } = orders;
  const event: DynamicAuthorization = {
    at: new Date(),
    kind: request.code === Code.CoaRequest ? "coa" : "disconnect",
    username: firstText(request, Type.UserName),
    framedIpAddress: firstAddress(request, Type.FramedIpAddress),
    acctSessionId: firstText(request, Type.AcctSessionId),
    rateLimit: rate && { text: rate.text, upBitsPerSecond: rate.up ?? 0, downBitsPerSecond: rate.down ?? 0 },
    attributes: readNamed(request),
    answer: "none",
    errorCause: undefined,
    applied: false,
    sessions: [],
    repeated: false,
  };
  const nak = (errorCause: number): DynamicAuthorization => ({ ...event, answer: "nak", errorCause });
  if (fault.kind === "silent") return event;
  if (fault.kind === "nak") return nak(fault.errorCause);
  const rules = vendor.dynamicAuthorization;
  const identified = identifiedSessions(request, rules, sessions());
  if (!identified.ok) {
    const cause = errorCauseOf(identified.error, rules);
    return typeof cause === "number" ? nak(cause) : { ...event, answer: cause === "ack" ? "ack" : "none" };
  }
  if (event.kind === "coa" && orders.notUnderstood !== undefined) return nak(ErrorCause.InvalidAttributeValue);
  for (const session of identified.value) {
    if (event.kind === "coa") session.obey(orders);
    // The Stop follows the acknowledgement, as on a real one; if it gets no answer nobody is waiting for it.
    else setImmediate(() => void session.stop("Admin-Reset"));
  }
  const changed = identified.value.map(({ acctSessionId }) => acctSessionId);
  return { ...event, answer: "ack", applied: true, sessions: changed };
}

function errorCauseOf({ kind }: NotIdentified, rules: VendorBehaviour["dynamicAuthorization"]) {
  switch (kind) {
    case "unidentified":
      return rules.unidentified;
    case "contradicted":
      return rules.contradicted;
    case "no-such-session":
      return ErrorCause.SessionContextNotFound;
    case "several":
      return rules.several === "all" ? ErrorCause.MultipleSessionSelectionUnsupported : rules.several;
    default:
      return kind satisfies never;
  }
}

function replyTo(request: Packet, { kind, answer, errorCause }: DynamicAuthorization, secret: Secret): Uint8Array {
  const [ack, nak] = kind === "coa" ? [Code.CoaAck, Code.CoaNak] : [Code.DisconnectAck, Code.DisconnectNak];
  const attributes: Attribute[] = errorCause === undefined ? [] : attributesOf({ "Error-Cause": errorCause });
  const code = answer === "ack" ? ack : nak;
  return encodeReply({ code, request, attributes, secret, messageAuthenticator: true });
}
