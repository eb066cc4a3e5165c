import { type FollowedEvent, read, watch } from "@beacom/outbox";
import { IdentityEvents } from "@beacom/proto/identity/v1/identity";
import { AccessEndedSchema, TeamService } from "@beacom/proto/identity/v1/team";
import type { Logger, Peers } from "@beacom/runtime";
import { timestampDate } from "@bufbuild/protobuf/wkt";
import type { EndedAccess } from "#application/ended-access";

/**
 * Follows whose access is called back. What was called back before this process began to follow is asked for until it is answered: until then
 * a token that was called back is accepted, as it would be if this edge did not know of it at all.
 */
export function followEndedAccess({ peers, ended, log }: { peers: Peers; ended: EndedAccess; log: Logger }) {
  const source = peers.client(IdentityEvents).follow;
  const team = peers.client(TeamService);
  const stopping = new AbortController();
  const feed = watch({ name: "identity", source, log, apply: (events) => events.forEach(tell) });
  const earlier = catchUp();

  function tell(event: FollowedEvent): void {
    const told = read(AccessEndedSchema, event);
    if (told) ended.end({ personId: told.personId, sessionId: told.sessionId, at: event.at });
  }

  async function catchUp(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        const { entries } = await team.listEndedAccess({}, { signal: stopping.signal });
        for (const { ended: whose, at } of entries) if (whose && at) ended.end({ ...whose, at: timestampDate(at) });
        return;
      } catch (err) {
        if (stopping.signal.aborted) return;
        log.warn({ err }, "whose access was called back is not known yet");
        await pause(1_000, stopping.signal);
      }
    }
  }

  return {
    async close() {
      stopping.abort();
      await feed.close();
      await earlier;
    },
  };
}

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => (clearTimeout(timer), resolve()), { once: true });
  });
