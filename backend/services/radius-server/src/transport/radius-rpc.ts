import { type RadiusService, type Session as SessionMessage, SessionSchema } from "@beacom/proto/radius/v1/radius";
import { callerOf, requireOwn } from "@beacom/runtime";
import { create } from "@bufbuild/protobuf";
import { timestampFromMs } from "@bufbuild/protobuf/wkt";
import { Code, ConnectError, type ServiceImpl } from "@connectrpc/connect";
import type { NasAnswer } from "#application/authorize-sessions";
import type { listSessionsWith } from "#application/list-sessions";
import type { NasRefusal, NasStore, putNasWith } from "#application/put-nas";
import type { Nas } from "#domain/nas";
import type { Session } from "#domain/session";

const nasCode = {
  "name-missing": Code.InvalidArgument,
  "address-not-valid": Code.InvalidArgument,
  "address-taken": Code.AlreadyExists,
  "secret-missing": Code.InvalidArgument,
  "vendor-unknown": Code.InvalidArgument,
  "port-not-valid": Code.InvalidArgument,
  "policy-unknown": Code.InvalidArgument,
} satisfies Record<NasRefusal["kind"], Code>;

export const radiusRpc = (useCases: {
  putNas: ReturnType<typeof putNasWith>;
  nas: Pick<NasStore, "list">;
  credential: (customerId: string) => Promise<{ customerId: string; username: string; password: string } | undefined>;
  listSessions: ReturnType<typeof listSessionsWith>;
  disconnect: (sessionId: string) => Promise<NasAnswer | undefined>;
}): ServiceImpl<typeof RadiusService> => ({
  async putNas(request) {
    const result = await useCases.putNas(request);
    if (!result.ok) throw new ConnectError(result.error.kind, nasCode[result.error.kind]);
    return nasMessage(result.value);
  },
  async listNas() {
    return { nas: (await useCases.nas.list()).map(nasMessage) };
  },
  async getCredential({ customerId }, context) {
    requireOwn(context, customerId);
    const credential = await useCases.credential(customerId);
    if (!credential) throw new ConnectError("credential-not-made-yet", Code.NotFound);
    return credential;
  },
  async listSessions({ customerId, onlyOpen, cursor, limit }, context) {
    const caller = callerOf(context);
    if (caller.kind === "customer" || customerId !== "") requireOwn(context, customerId);
    const { sessions, nextCursor } = await useCases.listSessions({ customerId, onlyOpen, cursor, limit });
    return { sessions: sessions.map(sessionMessage), page: { nextCursor } };
  },
  async disconnect({ sessionId }) {
    const answer = await useCases.disconnect(sessionId);
    if (!answer) throw new ConnectError("session-not-open", Code.FailedPrecondition);
    return { outcome: answer.outcome, errorCause: answer.errorCause, attempts: answer.attempts };
  },
});

const nasMessage = (nas: Nas) => ({
  nasId: nas.nasId,
  name: nas.name,
  address: nas.network,
  vendor: nas.vendor,
  coaPort: nas.coaPort,
  requireMessageAuthenticator: nas.requireMessageAuthenticator,
  countersReversed: nas.countersReversed,
  coaAddress: nas.coaAddress ?? "",
});

function sessionMessage(session: Session & { nasName: string }): SessionMessage {
  return create(SessionSchema, {
    sessionId: session.sessionId,
    customerId: session.customerId ?? "",
    username: session.username,
    nasId: session.nasId,
    nasName: session.nasName,
    acctSessionId: session.acctSessionId,
    framedIpAddress: session.framedIpAddress ?? "",
    callingStationId: session.callingStationId ?? "",
    startedAt: timestampFromMs(session.startedAtMs),
    lastReportAt: timestampFromMs(session.lastReportAtMs),
    ...(session.end && { endedAt: timestampFromMs(session.end.atMs), terminateCause: session.end.cause }),
    octetsDown: session.down.total,
    octetsUp: session.up.total,
  });
}
