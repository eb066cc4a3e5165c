import { Code, encodeReply, type Packet } from "@beacom/radius";
import type { AccountingWriter } from "#application/accounting-writer";
import type { LocalView } from "#application/local-view";
import type { RealmView } from "#application/realm-view";
import { isOneRouter } from "#domain/nas";
import type { Realm } from "#domain/realm";
import { admit, type AdmitDeps, answerStatus, type Received } from "#transport/admit";
import type { RequestOrigin } from "#transport/duplicates";
import { readReport } from "#transport/read-report";

/** Failed (RFC 2867 section 3.1). */
const lastKnownStatus = 15;

/** Takes what comes in at the accounting port; nothing is acknowledged before it is committed. */
export function receiveAccountingWith(
  deps: AdmitDeps & {
    view: Pick<LocalView, "nasTable" | "subscriber" | "subscriberOf">;
    writer: Pick<AccountingWriter, "submit">;
    realms: Pick<RealmView, "routeOf" | "localName">;
    /** Takes a report for another operator in; `done` when it is stored. */
    relay: (
      packet: Packet,
      of: { realm: Realm; username: string; nasId: string; receivedAtMs: number },
      done: () => void,
    ) => boolean;
    nowMs: () => number;
  },
): (received: Received) => void {
  const { duplicates, metrics } = deps;
  return (received) => {
    const startedMs = deps.elapsedMs();
    const admitted = admit(deps, "accounting", Code.AccountingRequest, received);
    if (!admitted) return;
    const { packet, nas, origin } = admitted;
    if (packet.code === Code.StatusServer) return answerStatus(deps, admitted, Code.AccountingResponse, received);
    const receivedAtMs = deps.nowMs();
    const source = received.address;
    const heard = readReport(packet, {
      nas,
      source,
      receivedAtMs,
      view: deps.view,
      localName: deps.realms.localName,
      isElsewhere: (username) => deps.realms.routeOf(username).kind === "elsewhere",
    });
    if (!heard.ok) return metrics.dropped("accounting", heard.error.kind, source);

    const remembered = duplicates.remember(origin, packet.authenticator);
    // Made now, so that the packet is not kept until the commit: what lives that long is what the garbage collector works on.
    const reply = encodeReply({
      code: Code.AccountingResponse,
      request: packet,
      attributes: [],
      secret: nas.secret,
      messageAuthenticator: false,
    });
    const done = acknowledgement(deps, { origin, remembered, reply, send: received.send, startedMs });
    if (heard.value.kind === "other") {
      const { status } = heard.value;
      // A metric keeps each of its labels for ever, and a NAS can send any number.
      metrics.accountingIgnored(`status-type-${status <= lastKnownStatus ? status : "unknown"}`);
      return done();
    }
    const { nasId } = nas.nas;
    const route = heard.value.kind === "report" ? deps.realms.routeOf(heard.value.report.username) : undefined;
    // Kept for its own operator as well as here: it is acknowledged when both are done.
    let acknowledge = done;
    if (route?.kind === "elsewhere" && route.realm.accounting) {
      const { realm, username } = route;
      acknowledge = whenBoth(done);
      if (!deps.relay(packet, { realm, username, nasId, receivedAtMs }, acknowledge)) return tooMuch();
    }
    const taken = deps.writer.submit(
      heard.value.kind === "report"
        ? { kind: "report", report: heard.value.report, done: acknowledge }
        : {
            kind: "nas-restart",
            nasId,
            nasSource: isOneRouter(nas.nas) ? undefined : source,
            atMs: heard.value.atMs,
            receivedAtMs,
            done,
          },
    );
    if (!taken) tooMuch();

    function tooMuch(): void {
      // Sent again it has another chance: it must not look like a duplicate then.
      duplicates.forget(origin, remembered);
      metrics.dropped("accounting", "queue-full", source);
    }
  };
}

function whenBoth(done: () => void): () => void {
  let left = 2;
  return () => {
    if (--left === 0) done();
  };
}

type Acknowledgement = {
  origin: RequestOrigin;
  remembered: number;
  reply: Uint8Array;
  send: Received["send"];
  startedMs: number;
};

/** A function of its own, because one made beside the packet would keep it. */
function acknowledgement({ duplicates, metrics, elapsedMs }: AdmitDeps, of: Acknowledgement): () => void {
  return () => {
    duplicates.answered(of.origin, of.remembered, of.reply);
    of.send(of.reply);
    metrics.request("accounting", "acknowledged");
    metrics.answered("accounting", (elapsedMs() - of.startedMs) / 1000);
  };
}
