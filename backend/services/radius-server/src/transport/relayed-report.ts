import { randomBytes } from "node:crypto";
import {
  Code,
  decodePacket,
  encodeRequest,
  firstInteger,
  firstText,
  integerAttribute,
  type Packet,
  secretOf,
  textAttribute,
  Type,
} from "@beacom/radius";
import type { HomeServers } from "#application/home-servers";
import type { Delivery, RelayedReport, WaitingReport } from "#application/relay-accounting";
import type { Realm } from "#domain/realm";

/** Of a packet that is only kept: whoever reads it back knows whose it is. */
const keeping = secretOf("kept");

/** A report as it is kept for another operator: its attributes, without what is only between the NAS and us. */
export function relayedReportOf(
  packet: Packet,
  of: { realm: Realm; username: string; nasId: string; receivedAtMs: number },
): RelayedReport {
  const passed = packet.attributes
    .filter(
      ({ type, vendor }) => vendor !== undefined || (type !== Type.ProxyState && type !== Type.MessageAuthenticator),
    )
    .map((attribute) =>
      attribute.type === Type.UserName && attribute.vendor === undefined
        ? textAttribute(Type.UserName, of.username)
        : attribute,
    );
  return {
    realm: of.realm.name,
    sessionKey: `${of.nasId} ${firstText(packet, Type.AcctSessionId) ?? ""}`,
    receivedAt: new Date(of.receivedAtMs),
    attributes: encodeRequest({ code: Code.AccountingRequest, identifier: 0, attributes: passed, secret: keeping }),
  };
}

/** Sends a kept report to the servers of its realm; Acct-Delay-Time says how long it has been waiting (RFC 2866 section 5.2). */
export const deliverReportsWith =
  (deps: { servers: HomeServers; nowMs: () => number }) =>
  async (report: WaitingReport, realm: Realm): Promise<Delivery> => {
    const kept = decodePacket(report.attributes);
    // Our own writing: it cannot be anything else, and what cannot be read would be tried for ever.
    if (!kept.ok) return "gone";
    const waitedSeconds = Math.max(0, Math.round((deps.nowMs() - report.receivedAt.getTime()) / 1000));
    const delay = (firstInteger(kept.value, Type.AcctDelayTime) ?? 0) + waitedSeconds;
    const attributes = [
      ...kept.value.attributes.filter(({ type, vendor }) => type !== Type.AcctDelayTime || vendor !== undefined),
      integerAttribute(Type.AcctDelayTime, delay),
      { type: Type.ProxyState, value: randomBytes(8) },
    ];
    const answered = await deps.servers.ask(
      realm,
      "acct",
      ({ secret }, identifier) => {
        const bytes = encodeRequest({ code: Code.AccountingRequest, identifier, attributes, secret });
        return { bytes, authenticator: bytes.slice(4, 20) };
      },
      undefined,
    );
    return answered?.packet.code === Code.AccountingResponse ? "delivered" : "no-answer";
  };
