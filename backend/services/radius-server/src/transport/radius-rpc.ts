import { type RadiusService, type Session as SessionMessage, SessionSchema } from "@beacom/proto/radius/v1/radius";
import { callerOf, requireOwn, requirePermission } from "@beacom/runtime";
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
  "certificate-not-valid": Code.InvalidArgument,
  "pace-not-valid": Code.InvalidArgument,
  "fallback-unknown": Code.InvalidArgument,
  "device-api-not-valid": Code.InvalidArgument,
  "device-password-missing": Code.InvalidArgument,
} satisfies Record<NasRefusal["kind"], Code>;

export const radiusRpc = (useCases: {
  putNas: ReturnType<typeof putNasWith>;
  nas: Pick<NasStore, "list" | "remove">;
  known: () => Promise<void>;
  credential: (customerId: string) => Promise<{ customerId: string; username: string; password: string } | undefined>;
  listSessions: ReturnType<typeof listSessionsWith>;
  disconnect: (sessionId: string) => Promise<NasAnswer | undefined>;
}): ServiceImpl<typeof RadiusService> => ({
  async putNas(request, context) {
    requirePermission(context, "radius.write");
    const result = await useCases.putNas(request);
    if (!result.ok) throw new ConnectError(result.error.kind, nasCode[result.error.kind]);
    return nasMessage(result.value);
  },
  async removeNas({ name }, context) {
    requirePermission(context, "radius.write");
    if (!(await useCases.nas.remove(name))) throw new ConnectError("nas-not-there", Code.NotFound);
    await useCases.known();
    return {};
  },
  async listNas(_, context) {
    requirePermission(context, "radius.read");
    return { nas: (await useCases.nas.list()).map(nasMessage) };
  },
  async getCredential({ customerId }, context) {
    requireOwn(context, customerId);
    const credential = await useCases.credential(customerId);
    if (!credential) throw new ConnectError("credential-not-made-yet", Code.NotFound);
    return credential;
  },
  async listSessions(request, context) {
    const caller = callerOf(context);
    const { customerId } = request;
    if (caller.kind === "customer") requireOwn(context, customerId);
    else requirePermission(context, "radius.read");
    const { sessions, nextCursor } = await useCases.listSessions(request);
    return { sessions: sessions.map(sessionMessage), page: { nextCursor } };
  },
  async disconnect({ sessionId }, context) {
    requirePermission(context, "radius.disconnect");
    const answer = await useCases.disconnect(sessionId);
    if (!answer) throw new ConnectError("session-not-open", Code.FailedPrecondition);
    return { outcome: answer.outcome, errorCause: answer.errorCause, attempts: answer.attempts };
  },
});

const nasMessage = (nas: Nas) => ({
  nasId: nas.nasId,
  name: nas.name,
  address: nas.network ?? "",
  vendor: nas.kind,
  coaPort: nas.coaPort,
  requireMessageAuthenticator: nas.requireMessageAuthenticator,
  countersReversed: nas.countersReversed,
  coaAddress: nas.coaAddress ?? "",
  identifier: nas.identifier ?? "",
  certificate: nas.certificate ?? "",
  coaPerSecond: nas.coaPerSecond,
  allowUnsignedProxyState: nas.allowUnsignedProxyState,
  afterFailedCoa: [...nas.afterFailedCoa],
  ...(nas.deviceApi && {
    deviceApi: {
      ...nas.deviceApi,
      address: nas.deviceApi.address ?? "",
      fingerprint: nas.deviceApi.fingerprint ?? "",
    },
  }),
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
    ...(session.end && {
      endedAt: timestampFromMs(session.end.atMs),
      terminateCause: session.end.cause,
      endedBy: session.end.by,
    }),
    nasPortId: session.nasPortId ?? "",
    calledStationId: session.calledStationId ?? "",
    framedIpv6Prefix: session.framedIpv6Prefix ?? "",
    delegatedIpv6Prefix: session.delegatedIpv6Prefix ?? "",
    octetsDown: session.down.total,
    octetsUp: session.up.total,
  });
}
