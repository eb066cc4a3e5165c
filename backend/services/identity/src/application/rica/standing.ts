import type { PrivacyEvent } from "#domain/privacy/events";
import { type ServiceKind, servicesAllowed } from "#domain/rica/requirements";
import type { RicaCase } from "#domain/rica/rica-case";

/** What may be activated for somebody whose verification stands here. */
export const allowedBy = (now: RicaCase): readonly ServiceKind[] =>
  servicesAllowed(now.state === "verified" ? now.serviceKind : undefined);

export const standingChanged = (customerId: string, now: RicaCase, at: Date): PrivacyEvent => ({
  type: "RicaStandingChanged",
  at,
  customerId,
  state: now.state,
  servicesAllowed: allowedBy(now),
  goodUntil: now.state === "verified" ? now.goodUntil : undefined,
});
