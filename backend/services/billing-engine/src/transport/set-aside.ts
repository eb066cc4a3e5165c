import type { FollowedEvent } from "@beacom/outbox";
import { isConnectionLoss } from "@beacom/postgres";
import type { Logger, Metrics } from "@beacom/runtime";
import type { SetAside } from "#application/set-aside";

type Apply = (events: readonly FollowedEvent[]) => Promise<void>;

const retriedAtOnce = 100;

/**
 * One account that cannot be charged must not stop the charging of all others: an event whose effect fails again when it is alone is
 * set aside, durably, and tried again later. Without the database nothing is set aside, and the whole batch is tried again.
 */
export function settingAside({
  source,
  apply,
  setAside,
  log,
  metrics,
}: {
  source: string;
  apply: Apply;
  setAside: SetAside;
  log: Logger;
  metrics: Metrics;
}): { readonly apply: Apply; readonly retry: () => Promise<void> } {
  const counter = metrics.counter("beacom_billing_events_set_aside_total", "Events whose effect failed", ["source"]);
  return {
    async apply(events) {
      try {
        await apply(events);
      } catch (error) {
        if (isConnectionLoss(error)) throw error;
        for (const event of events) await applyAlone(event);
      }
    },
    async retry() {
      for (const event of await setAside.list(source, retriedAtOnce)) {
        try {
          await apply([event]);
        } catch (error) {
          await setAside.put(source, event, reasonOf(error));
          continue;
        }
        await setAside.remove(source, event.position);
        log.info({ source, position: event.position, type: event.type }, "an event that was set aside took effect");
      }
    },
  };

  async function applyAlone(event: FollowedEvent): Promise<void> {
    try {
      await apply([event]);
    } catch (error) {
      if (isConnectionLoss(error)) throw error;
      await setAside.put(source, event, reasonOf(error));
      counter.inc({ source });
      log.error({ err: error, source, position: event.position, type: event.type }, "an event was set aside");
    }
  }
}

const reasonOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
