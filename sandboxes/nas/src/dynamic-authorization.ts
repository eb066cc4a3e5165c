import {
  type Attribute,
  attributesOf,
  Code,
  decodePacket,
  encodeReply,
  ErrorCause,
  find,
  firstAddress,
  firstText,
  type NamedValue,
  type Packet,
  readNamed,
  type Secret,
  Type,
  Vendor,
  verifyRequest,
} from "@beacom/radius";
import { bound, closed } from "#radius-client";
import { type RateLimit, rateLimitOf } from "#rate-limit";

export type DynamicAuthorization = {
  at: Date;
  kind: "coa" | "disconnect";
  username: string | undefined;
  framedIpAddress: string | undefined;
  rateLimit: RateLimit | undefined;
  attributes: Record<string, NamedValue | NamedValue[]>;
  /** A MikroTik acknowledges a request that names no session well enough, and changes nothing: `applied` tells. */
  answer: "ack" | "nak" | "none";
  errorCause: number | undefined;
  applied: boolean;
  /** The same request again (RFC 5080 section 2.2.2), answered from memory. */
  repeated: boolean;
};

export type AnsweringFault =
  | { kind: "none" }
  | { kind: "silent" }
  | { kind: "nak"; errorCause: number }
  | { kind: "duplicate" }
  | { kind: "late"; afterMs: number };

export type DynamicAuthorizationTarget = {
  /** Applies it to the one session of this user at this address; false when there is none. */
  changeRate(username: string, framedIpAddress: string, rateLimit: RateLimit | undefined): boolean;
  disconnect(username: string, framedIpAddress: string): boolean;
};

export type DynamicAuthorizationOptions = {
  address: string;
  port: number;
  secret: Secret;
  target: DynamicAuthorizationTarget;
  fault(): AnsweringFault;
  onReceived(event: DynamicAuthorization): void;
  onForged(kind: string): void;
};

/** The listener of RFC 5176, as a MikroTik keeps it. */
export async function dynamicAuthorizationServer(options: DynamicAuthorizationOptions) {
  const socket = await bound(options.address, options.port);
  const answered = new Map<string, { reply: Uint8Array | undefined; event: DynamicAuthorization }>();
  let open = true;
  socket.on("message", (bytes, from) => {
    const decoded = decodePacket(bytes);
    if (!decoded.ok) return options.onForged(decoded.error.kind);
    const request = decoded.value;
    if (request.code !== Code.CoaRequest && request.code !== Code.DisconnectRequest) return;
    const verified = verifyRequest(request, options.secret);
    if (!verified.ok) return options.onForged(verified.error.kind);
    const send = (reply: Uint8Array | undefined) => open && reply && socket.send(reply, from.port, from.address);
    const key = `${from.address}:${from.port}/${request.identifier}/${Buffer.from(request.authenticator).toString("hex")}`;
    const before = answered.get(key);
    if (before !== undefined) {
      options.onReceived({ ...before.event, at: new Date(), repeated: true });
      send(before.reply);
      return;
    }
    const fault = options.fault();
    const event = carryOut(request, fault, options.target);
    const reply = event.answer === "none" ? undefined : replyTo(request, event, options.secret);
    // A silent NAS may be asked again and answer then.
    if (fault.kind !== "silent") answered.set(key, { reply, event });
    options.onReceived(event);
    if (fault.kind === "late") setTimeout(send, fault.afterMs, reply);
    else send(reply);
    if (fault.kind === "duplicate") send(reply);
  });
  return {
    port: socket.address().port,
    close() {
      open = false;
      return closed(socket);
    },
  };
}

function carryOut(request: Packet, fault: AnsweringFault, target: DynamicAuthorizationTarget): DynamicAuthorization {
  const username = firstText(request, Type.UserName);
  const framedIpAddress = firstAddress(request, Type.FramedIpAddress);
  const limit = find(request, 8, Vendor.Mikrotik) && firstText(request, 8, Vendor.Mikrotik);
  const kind = request.code === Code.CoaRequest ? ("coa" as const) : ("disconnect" as const);
  const rateLimit = limit === undefined ? undefined : rateLimitOf(limit);
  const event = {
    at: new Date(),
    kind,
    username,
    framedIpAddress,
    rateLimit,
    attributes: readNamed(request),
    errorCause: undefined,
    applied: false,
    repeated: false,
  };
  if (fault.kind === "silent") return { ...event, answer: "none" };
  if (fault.kind === "nak") return { ...event, answer: "nak", errorCause: fault.errorCause };
  if (username === undefined || framedIpAddress === undefined) return { ...event, answer: "ack" };
  if (limit !== undefined && rateLimit === undefined) {
    return { ...event, answer: "nak", errorCause: ErrorCause.InvalidAttributeValue };
  }
  const applied =
    kind === "coa"
      ? target.changeRate(username, framedIpAddress, rateLimit)
      : target.disconnect(username, framedIpAddress);
  if (!applied) return { ...event, answer: "nak", errorCause: ErrorCause.SessionContextNotFound };
  return { ...event, answer: "ack", applied };
}

function replyTo(request: Packet, { kind, answer, errorCause }: DynamicAuthorization, secret: Secret): Uint8Array {
  const [ack, nak] = kind === "coa" ? [Code.CoaAck, Code.CoaNak] : [Code.DisconnectAck, Code.DisconnectNak];
  const attributes: Attribute[] = errorCause === undefined ? [] : attributesOf({ "Error-Cause": errorCause });
  const code = answer === "ack" ? ack : nak;
  return encodeReply({ code, request, attributes, secret, messageAuthenticator: true });
}
