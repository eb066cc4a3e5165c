import { ok, type Result, refuse } from "@beacom/result";
import { type Account, octetsFor } from "#domain/account";
import { usableBundles } from "#domain/bundle";
import { broughtUpTo, concluded, type Decision, extended, unchanged } from "#domain/decision";

export type ReserveData = {
  readonly reservationId: string;
  readonly sessionId: string;
  readonly octetsWanted: bigint;
  readonly expiresAt: Date;
  readonly at: Date;
};
export type ReserveRefusal = { readonly kind: "octets-not-positive" | "nothing-left" | "hold-expires-too-early" };

/** No session gets more than this part of what is left, so that several share the rest and none runs far past its end. */
const largestShare = 4n;
/** Below it, dividing further would only make reports. */
const smallestGrant = 1_000_000n;

/**
 * Sets octets aside for a session, fewer the less is left: as much as it asks for while there is plenty, then a quarter of the rest each
 * time. Its next report settles the reservation, whatever it says was used.
 */
export function decideReserveData(account: Account, reserve: ReserveData): Result<Decision, ReserveRefusal> {
  const { reservationId, sessionId, octetsWanted, expiresAt, at } = reserve;
  if (account.reservations.has(reservationId)) return ok(unchanged(account));
  if (octetsWanted <= 0n) return refuse({ kind: "octets-not-positive" });
  if (expiresAt <= at) return refuse({ kind: "hold-expires-too-early" });
  const now = broughtUpTo(unchanged(account), at);
  const usable = usableBundles(now.account.bundles, at).map((bundle) => ({
    bundleId: bundle.bundleId,
    octets: octetsFor(now.account, bundle, sessionId),
  }));
  const left = usable.reduce((sum, { octets }) => sum + octets, 0n);
  if (left === 0n) return refuse({ kind: "nothing-left" });
  let rest = smaller(octetsWanted, larger(left / largestShare, smaller(left, smallestGrant)));
  const parts = usable.flatMap(({ bundleId, octets }) => {
    const taken = smaller(rest, octets);
    rest -= taken;
    return taken > 0n ? [{ bundleId, octets: taken }] : [];
  });
  const before = [...now.account.reservations].flatMap(([id, other]) =>
    other.sessionId === sessionId
      ? [{ type: "DataReservationEnded" as const, reservationId: id, why: "released" as const, at }]
      : [],
  );
  const reserved = { type: "DataReserved", reservationId, sessionId, parts, expiresAt, at } as const;
  return ok(concluded(extended(now, [...before, reserved]), at));
}

export function decideReleaseData(
  account: Account,
  { reservationId, at }: { readonly reservationId: string; readonly at: Date },
): Decision {
  if (!account.reservations.has(reservationId)) return unchanged(account);
  const ended = { type: "DataReservationEnded", reservationId, why: "released", at } as const;
  return concluded(extended(unchanged(account), [ended]), at);
}

const larger = (a: bigint, b: bigint) => (a > b ? a : b);
const smaller = (a: bigint, b: bigint) => (a < b ? a : b);
