import type { AccountEventOf } from "#domain/account-event";
import { type AuditedBundle, leftOf } from "#domain/audited-bundle";
import { problemIf } from "#domain/audit-checks";

/** Octets set aside for sessions: never more than there are, and nobody else's meanwhile. */
export function reservationAudit(bundles: ReadonlyMap<string, AuditedBundle>) {
  const reservations = new Map<string, AccountEventOf<"DataReserved">>();
  /** Of which the session has reported what it used, so that it reserves nothing any more. */
  const settled = new Set<string>();

  function octetsOf(bundleId: string): bigint {
    let octets = 0n;
    for (const { reservationId, parts } of reservations.values())
      for (const part of parts) if (part.bundleId === bundleId && !settled.has(reservationId)) octets += part.octets;
    return octets;
  }

  return {
    octetsOf,
    settle(sessionId: string): void {
      for (const [reservationId, reservation] of reservations)
        if (reservation.sessionId === sessionId) settled.add(reservationId);
    },
    begun(event: AccountEventOf<"DataReserved">): string[] {
      const { reservationId, parts, at } = event;
      const repeated = reservations.has(reservationId);
      reservations.set(reservationId, event);
      return [
        ...problemIf(repeated, `${reservationId} was reserved twice`),
        ...problemIf(event.expiresAt <= at, `${reservationId} was over when it began`),
        ...parts.flatMap(({ bundleId, octets }) => {
          const bundle = bundles.get(bundleId);
          if (!bundle) return [`${bundleId} was reserved and is not open`];
          return [
            ...problemIf(octets <= 0n, `${reservationId} reserves nothing of ${bundleId}`),
            ...problemIf(octetsOf(bundleId) > leftOf(bundle), `${bundleId}: more was reserved than is left`),
          ];
        }),
      ];
    },
    ended({ reservationId, why, at }: AccountEventOf<"DataReservationEnded">): string[] {
      const reservation = reservations.get(reservationId);
      const wasSettled = settled.delete(reservationId);
      reservations.delete(reservationId);
      if (!reservation) return [`${reservationId} ended and is not open`];
      return [
        ...problemIf(why === "expired" && reservation.expiresAt > at, `${reservationId} was over before its time`),
        ...problemIf(why === "used" && !wasSettled, `${reservationId} was used and its session had not reported`),
      ];
    },
  };
}
