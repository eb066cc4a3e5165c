import { Code, decodePacket, encodeReply, firstText, type Packet, Type, verifyRequest } from "@beacom/radius";
import type { LocalView, NasEntry } from "#application/local-view";
import type { Duplicates, RequestOrigin } from "#transport/duplicates";
import type { RadiusMetrics, RequestType } from "#transport/radius-metrics";

/** One packet as a transport delivers it. */
export type Received = {
  readonly bytes: Uint8Array;
  /** The sender's address; of a RadSec connection, a name of its own. */
  readonly address: string;
  readonly port: number;
  /** Who sent it, where the transport has proved that already (RadSec). */
  readonly nas?: NasEntry;
  readonly send: (reply: Uint8Array) => void;
};

export type AdmitDeps = {
  readonly view: Pick<LocalView, "nasTable" | "policy">;
  readonly duplicates: Duplicates;
  readonly metrics: RadiusMetrics;
  /** Milliseconds of a clock that only goes forward. */
  readonly elapsedMs: () => number;
};

export type Admitted = {
  readonly packet: Packet;
  readonly nas: NasEntry;
  readonly signed: boolean;
  readonly origin: RequestOrigin;
};

/** What every port does first: whose packet is it, is it whole, was it answered before, and did its sender know the secret? */
export function admit(deps: AdmitDeps, type: RequestType, code: number, received: Received): Admitted | undefined {
  const { metrics, duplicates } = deps;
  const { bytes, address, port } = received;
  const drop = (reason: string): undefined => {
    metrics.dropped(type, reason, address);
  };
  // What UDP's sender says when it wants no answer, or an attacker to whom none can be sent.
  if (port === 0 && received.nas === undefined) return drop("source-port-0");
  const atSource = received.nas === undefined ? deps.view.nasTable.at(address) : undefined;
  if (received.nas === undefined && atSource === undefined) return drop("unknown-client");
  const decoded = decodePacket(bytes, deps.view.policy().dictionary.vendorFormats);
  if (!decoded.ok) return drop(decoded.error.kind);
  const packet = decoded.value;
  const nas = received.nas ?? atSource!.of(atSource!.byIdentifier ? firstText(packet, Type.NasIdentifier) : undefined);
  if (nas === undefined) return drop("unknown-client");
  if (packet.code !== code && packet.code !== Code.StatusServer) return drop("unexpected-code");
  const origin = { address, port, identifier: packet.identifier };
  const seen = duplicates.find(origin, packet.authenticator);
  if (seen !== "new") {
    metrics.request(type, "duplicate");
    if (seen !== "under-way") received.send(seen);
    return undefined;
  }
  const verified = verifyRequest(packet, nas.secret);
  if (!verified.ok) return drop(verified.error.kind);
  return { packet, nas, signed: verified.value.messageAuthenticator === "valid", origin };
}

/** RFC 5997: unsigned ones are dropped; the answer says no more than that the server is there. */
export function answerStatus(
  { metrics }: AdmitDeps,
  { packet, nas, signed }: Admitted,
  code: number,
  { address, send }: Received,
): void {
  if (!signed) return metrics.dropped("status", "unsigned-status", address);
  metrics.request("status", "accepted");
  send(encodeReply({ code, request: packet, attributes: [], secret: nas.secret, messageAuthenticator: true }));
}
