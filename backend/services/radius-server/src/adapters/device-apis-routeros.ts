import { changeRate, connectRouterOs, endSession, type RouterOsConnection } from "@beacom/routeros";
import type { Result } from "@beacom/result";
import type { DeviceApis, NasAnswer } from "#application/authorize-sessions";
import type { NasEntry } from "#application/local-view";
import { errorCause } from "#domain/error-cause";
import type { Session } from "#domain/session";

/** One connection for each thing that is done: this is the last resort, and a connection that is kept would be the router's to lose. */
export function deviceApisWith(deps: {
  devicePassword: (nasId: string) => Promise<string | undefined>;
  timeoutMs: number;
}): DeviceApis {
  async function ask(
    { nas }: NasEntry,
    session: Session,
    action: (connection: RouterOsConnection) => Promise<Result<string, { kind: string }>>,
  ): Promise<NasAnswer> {
    const password = await deps.devicePassword(nas.nasId);
    if (nas.deviceApi === undefined || password === undefined) return refused("no API of this router is known", 0);
    const { address = session.nasSource, port, tls, fingerprint, username } = nas.deviceApi;
    const connected = await connectRouterOs({
      address,
      port,
      username,
      password,
      timeoutMs: deps.timeoutMs,
      ...(tls && { tls: fingerprint === undefined ? {} : { fingerprintSha256: fingerprint } }),
    });
    if (!connected.ok) {
      const { kind } = connected.error;
      if (kind === "timed-out" || kind === "connection-lost")
        return { outcome: "no-answer", attempts: 1, errorCause: 0, detail: `API: ${kind}` };
      return refused(`API: ${kind}`, 0);
    }
    try {
      const done = await action(connected.value);
      if (done.ok) return { outcome: "acknowledged", attempts: 1, errorCause: 0, detail: done.value };
      return refused(
        `API: ${done.error.kind}`,
        done.error.kind === "not-found" ? errorCause.sessionContextNotFound : 0,
      );
    } finally {
      connected.value.close();
    }
  }

  return {
    end: (entry, session) =>
      ask(entry, session, async (connection) => {
        const ended = await endSession(connection, {
          username: session.username,
          acctSessionId: session.acctSessionId,
          ...(session.framedIpAddress !== undefined && { framedIpAddress: session.framedIpAddress }),
          ...(session.callingStationId !== undefined && { callingStationId: session.callingStationId }),
        });
        if (!ended.ok) return ended;
        return { ok: true, value: `ended by the API: ${ended.value.services.join(", ")}` };
      }),
    change: (entry, session, { downBitsPerSecond, upBitsPerSecond }) =>
      ask(entry, session, async (connection) => {
        const changed = await changeRate(connection, {
          username: session.username,
          downBitsPerSecond: Number(downBitsPerSecond),
          upBitsPerSecond: Number(upBitsPerSecond),
          ...(session.framedIpAddress !== undefined && { framedIpAddress: session.framedIpAddress }),
        });
        if (!changed.ok) return changed;
        const queues = changed.value.map(({ name, maxLimitAfter }) => `${name} ${maxLimitAfter}`);
        return { ok: true, value: `set by the API: ${queues.join(", ")}` };
      }),
  };
}

const refused = (detail: string, cause: number): NasAnswer => ({
  outcome: "refused",
  attempts: 1,
  errorCause: cause,
  detail,
});
