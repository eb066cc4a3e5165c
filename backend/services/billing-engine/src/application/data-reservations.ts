import { ok, type Result, refuse } from "@beacom/result";
import type { Clock } from "@beacom/time";
import { accountOf, changeAccount } from "#application/accounts";
import type { Streams } from "#application/streams";
import type { Account } from "#domain/account";
import { decideReleaseData, decideReserveData, type ReserveRefusal } from "#domain/reserve-data";

type NoAccount = { readonly kind: "account-not-open-yet" };
export type Reserved = { readonly octets: bigint; readonly expiresAt: Date };
export type DataReservations = {
  reserve(command: {
    readonly customerId: string;
    readonly sessionId: string;
    readonly reservationId: string;
    readonly octets: bigint;
    readonly seconds: number;
  }): Promise<
    Result<Reserved, ReserveRefusal | NoAccount | { readonly kind: "idempotency-key-missing" | "hold-over" }>
  >;
  release(command: { readonly customerId: string; readonly reservationId: string }): Promise<void>;
};

const longestReservationSeconds = 86_400;

/** Octets promised to a session before it uses them, for whoever meters as it goes. */
export function dataReservationsWith({ streams, clock }: { streams: Streams; clock: Clock }): DataReservations {
  return {
    async reserve({ customerId, sessionId, reservationId, octets, seconds }) {
      if (reservationId === "" || sessionId === "") return refuse({ kind: "idempotency-key-missing" });
      const result = await changeAccount<ReserveRefusal | NoAccount>(streams, {
        customerId,
        key: `reserve:${customerId}:${reservationId}`,
        decide(account) {
          if (!account) return refuse({ kind: "account-not-open-yet" });
          const at = clock();
          const expiresAt = new Date(at.getTime() + Math.min(seconds, longestReservationSeconds) * 1000);
          return decideReserveData(account, { reservationId, sessionId, octetsWanted: octets, expiresAt, at });
        },
      });
      if (!result.ok && result.error.kind !== "command-repeated") return refuse(result.error);
      const account = result.ok ? result.value.account : await streams.state(accountOf(customerId));
      const reserved = account && reservedIn(account, reservationId);
      return reserved ? ok(reserved) : refuse({ kind: "hold-over" });
    },
    async release({ customerId, reservationId }) {
      await changeAccount<NoAccount>(streams, {
        customerId,
        key: `unreserve:${customerId}:${reservationId}`,
        decide: (account) =>
          account
            ? ok(decideReleaseData(account, { reservationId, at: clock() }))
            : refuse({ kind: "account-not-open-yet" }),
      });
    },
  };
}

function reservedIn(account: Account, reservationId: string): Reserved | undefined {
  const reservation = account.reservations.get(reservationId);
  if (!reservation) return undefined;
  return { octets: reservation.parts.reduce((sum, { octets }) => sum + octets, 0n), expiresAt: reservation.expiresAt };
}
