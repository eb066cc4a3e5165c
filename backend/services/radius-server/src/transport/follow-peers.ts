import { type FollowedEvent, read } from "@beacom/outbox";
import { ServiceLevel, ServiceStateChangedSchema } from "@beacom/proto/billing/v1/billing";
import { CustomerVerifiedSchema } from "@beacom/proto/identity/v1/identity";
import { timestampMs } from "@bufbuild/protobuf/wkt";
import type { VerifiedCustomer } from "#application/make-credentials";
import { isNewer, type ServiceState } from "#domain/service-state";

const levels: Partial<Record<ServiceLevel, ServiceState["level"]>> = {
  [ServiceLevel.FULL]: "full",
  [ServiceLevel.THROTTLED]: "throttled",
  [ServiceLevel.WALLED_GARDEN]: "walled-garden",
  [ServiceLevel.BLOCKED]: "blocked",
};

export function verifiedCustomers(events: readonly FollowedEvent[]): VerifiedCustomer[] {
  return events.flatMap((event) => {
    const verified = read(CustomerVerifiedSchema, event);
    return verified ? [{ customerId: verified.customerId, phone: verified.phone }] : [];
  });
}

/** The newest state of each customer in these events. */
export function newestServiceStates(events: readonly FollowedEvent[]): Map<string, ServiceState> {
  const states = new Map<string, ServiceState>();
  for (const event of events) {
    const changed = read(ServiceStateChangedSchema, event);
    const service = changed?.service;
    if (!service) continue;
    const state: ServiceState = {
      version: service.version,
      // A level that this version does not know is no access: deny by default.
      level: levels[service.level] ?? "blocked",
      downBitsPerSecond: service.rate?.downBitsPerSecond ?? 0n,
      upBitsPerSecond: service.rate?.upBitsPerSecond ?? 0n,
      reason: service.reason,
      sinceMs: service.since ? timestampMs(service.since) : event.at.getTime(),
    };
    if (isNewer(state, states.get(changed.customerId))) states.set(changed.customerId, state);
  }
  return states;
}
