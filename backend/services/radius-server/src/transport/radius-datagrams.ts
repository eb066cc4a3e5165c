import { Code, decodePacket, encodeReply, find, type Packet, Type, verifyRequest } from "@beacom/radius";
import type { AccountingWriter } from "#application/accounting-writer";
import type { LocalView, NasEntry } from "#application/local-view";
import { judgeSignature } from "#domain/nas";
import type { Duplicates, RequestOrigin } from "#transport/duplicates";
import type { RadiusMetrics, RequestType } from "#transport/radius-metrics";
import { readReport } from "#transport/read-report";

export type Datagram = { bytes: Uint8Array; address: string; port: number; send: (reply: Uint8Array) => void };

type Deps = {
  view: LocalView;
  duplicates: Duplicates;
  metrics: RadiusMetrics;
  /** Milliseconds of a clock that only goes forward. */
  elapsedMs: () => number;
};

/** What both ports do first: whose packet is it, is it whole, was it answered before, and did its sender know the secret? */
function admit(
  { view, duplicates, metrics }: Deps,
  type: RequestType,
  code: number,
  { bytes, address, port, send }: Datagram,
): { packet: Packet; nas: NasEntry; signed: boolean; origin: RequestOrigin } | undefined {
  const drop = (reason: string): undefined => {
    metrics.dropped(type, reason, address);
  };
  const nas = view.nasAt(address);
  if (nas === undefined) return drop("unknown-client");
  const decoded = decodePacket(bytes);
  if (!decoded.ok) return drop(decoded.error.kind);
  const packet = decoded.value;
  if (packet.code !== code && packet.code !== Code.StatusServer) return drop("unexpected-code");
  const origin = { address, port, identifier: packet.identifier };
  const seen = duplicates.find(origin, packet.authenticator);
  if (seen !== "new") {
    metrics.request(type, "duplicate");
    if (seen !== "under-way") send(seen);
    return undefined;
  }
  const verified = verifyRequest(packet, nas.secret);
  if (!verified.ok) return drop(verified.error.kind);
  return { packet, nas, signed: verified.value.messageAuthenticator === "valid", origin };
}

/** RFC 5997: unsigned ones are dropped; the answer says no more than that the server is there. */
function answerStatus(
  deps: Deps,
  { packet, nas, signed }: { packet: Packet; nas: NasEntry; signed: boolean },
  code: number,
  { address, send }: Datagram,
): void {
  if (!signed) return deps.metrics.dropped("status", "unsigned-status", address);
  deps.metrics.request("status", "accepted");
  send(encodeReply({ code, request: packet, attributes: [], secret: nas.secret, messageAuthenticator: true }));
}

export function accessDatagramsWith(
  deps: Deps & {
    allowUnsignedProxyState: boolean;
    answer: (packet: Packet, nas: NasEntry) => Uint8Array;
    /** What `auto` has learnt about a source; stored in the background. */
    learnt: (nas: NasEntry, address: string, signs: boolean) => void;
  },
): (datagram: Datagram) => void {
  return (datagram) => {
    const startedMs = deps.elapsedMs();
    const admitted = admit(deps, "access", Code.AccessRequest, datagram);
    if (!admitted) return;
    const { packet, nas, signed, origin } = admitted;
    if (packet.code === Code.StatusServer) return answerStatus(deps, admitted, Code.AccessAccept, datagram);
    const judged = judgeSignature(nas.nas.requireMessageAuthenticator, deps.allowUnsignedProxyState, {
      signs: nas.signs.get(datagram.address),
      hasMessageAuthenticator: signed,
      hasProxyState: !signed && find(packet, Type.ProxyState) !== undefined,
    });
    if (judged.drop) return deps.metrics.dropped("access", judged.drop, datagram.address);
    if (judged.learnt !== undefined) {
      nas.signs.set(datagram.address, judged.learnt);
      deps.learnt(nas, datagram.address, judged.learnt);
    }
    const reply = deps.answer(packet, nas);
    deps.duplicates.remember(origin, packet.authenticator, reply);
    datagram.send(reply);
    deps.metrics.answered("access", (deps.elapsedMs() - startedMs) / 1000);
  };
}

export function accountingDatagramsWith(
  deps: Deps & { writer: Pick<AccountingWriter, "submit">; nowMs: () => number },
): (datagram: Datagram) => void {
  return (datagram) => {
    const startedMs = deps.elapsedMs();
    const admitted = admit(deps, "accounting", Code.AccountingRequest, datagram);
    if (!admitted) return;
    const { packet, nas, origin } = admitted;
    if (packet.code === Code.StatusServer) return answerStatus(deps, admitted, Code.AccountingResponse, datagram);
    const receivedAtMs = deps.nowMs();
    const source = datagram.address;
    const heard = readReport(packet, { nas, source, receivedAtMs, view: deps.view });
    if (!heard.ok) return deps.metrics.dropped("accounting", heard.error.kind, source);

    const remembered = deps.duplicates.remember(origin, packet.authenticator);
    // Made now, so that the packet is not kept until the commit: what lives that long is what the garbage collector works on.
    const reply = encodeReply({
      code: Code.AccountingResponse,
      request: packet,
      attributes: [],
      secret: nas.secret,
      messageAuthenticator: false,
    });
    const done = acknowledgement(deps, { origin, remembered, reply, send: datagram.send, startedMs });
    if (heard.value.kind === "other") {
      deps.metrics.accountingIgnored(`status-type-${heard.value.status}`);
      return done();
    }
    const taken = deps.writer.submit(
      heard.value.kind === "report"
        ? { kind: "report", report: heard.value.report, done }
        : { kind: "nas-restart", nasId: nas.nas.nasId, nasSource: source, atMs: heard.value.atMs, receivedAtMs, done },
    );
    if (taken) return;
    // Sent again it has another chance: it must not look like a duplicate then.
    deps.duplicates.forget(origin, remembered);
    deps.metrics.dropped("accounting", "queue-full", source);
  };
}

type Acknowledgement = {
  origin: RequestOrigin;
  remembered: number;
  reply: Uint8Array;
  send: Datagram["send"];
  startedMs: number;
};

/** A function of its own, because one made beside the packet would keep it. */
function acknowledgement({ duplicates, metrics, elapsedMs }: Deps, of: Acknowledgement): () => void {
  return () => {
    duplicates.answered(of.origin, of.remembered, of.reply);
    of.send(of.reply);
    metrics.request("accounting", "acknowledged");
    metrics.answered("accounting", (elapsedMs() - of.startedMs) / 1000);
  };
}
