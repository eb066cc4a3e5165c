import type { AccountAudit } from "#domain/account-audit";
import { type AccountEvent, type AccountEventOf, entriesOf } from "#domain/account-event";
import { checkedBy, problemIf } from "#domain/audit-checks";

type AuditedHold = { readonly cents: bigint; readonly expiresAt: Date };
type Moved = AccountEventOf<"WalletCredited" | "WalletDebited">;

/** What is posted is what the entries say, what is held is what the open holds say, and what is available is never below zero. */
export function walletAudit(): AccountAudit {
  let postedCents = 0n;
  let heldCents = 0n;
  const holds = new Map<string, AuditedHold>();
  const adjustments = new Map<string, bigint>();

  const isAvailable = (cents: bigint, what: string) =>
    problemIf(cents !== postedCents - heldCents, `after ${what} the wallet is not what its entries say`);
  const moves = (event: AccountEvent, cents: bigint) =>
    problemIf(-walletCents(event) !== cents, `${event.type}: the entries do not move what it says`);

  function endHold(holdId: string, cents: bigint): { readonly hold: AuditedHold | undefined; problems: string[] } {
    const hold = holds.get(holdId);
    holds.delete(holdId);
    heldCents -= hold?.cents ?? 0n;
    if (!hold) return { hold, problems: [`${holdId} ended and is not open`] };
    return { hold, problems: problemIf(hold.cents !== cents, `${holdId}: what was held is not what ended`) };
  }

  function reversal({ movementId, reverses, amountCents }: Moved): string[] {
    if (reverses === null) return [];
    const cents = adjustments.get(reverses);
    adjustments.delete(reverses);
    if (cents === undefined) return [`${movementId} takes back ${reverses}, which is no adjustment or was taken back`];
    return problemIf(cents !== amountCents, `${movementId} does not take back all of ${reverses}`);
  }

  function moved(event: Moved, why: string, cents: bigint): string[] {
    if (why === "adjustment") adjustments.set(event.movementId, event.amountCents);
    const { movementId, amountCents, availableAfterCents } = event;
    return [
      ...problemIf(amountCents <= 0n, `${movementId} moves nothing`),
      ...moves(event, cents),
      ...isAvailable(availableAfterCents, movementId),
      ...problemIf((why === "reversal") !== (event.reverses !== null), `${movementId} does not say what it takes back`),
      ...reversal(event),
    ];
  }

  const check = checkedBy({
    WalletToppedUp: (event) => [
      ...isAvailable(event.availableAfterCents, event.paymentId),
      ...moves(event, event.amountCents),
    ],
    WalletCredited: (event) => moved(event, event.source, event.amountCents),
    WalletDebited: (event) => moved(event, event.purpose, -event.amountCents),
    FundsHeld({ holdId, amountCents, expiresAt, availableAfterCents, at }) {
      const repeated = holds.has(holdId);
      holds.set(holdId, { cents: amountCents, expiresAt });
      heldCents += amountCents;
      return [
        ...problemIf(repeated, `${holdId} was held twice`),
        ...problemIf(amountCents <= 0n, `${holdId} holds nothing`),
        ...problemIf(expiresAt <= at, `${holdId} was over when it began`),
        ...isAvailable(availableAfterCents, holdId),
      ];
    },
    HoldCommitted(event) {
      const { holdId, amountCents, at } = event;
      const { hold, problems } = endHold(holdId, event.heldCents);
      return [
        ...problems,
        ...problemIf(amountCents <= 0n || amountCents > event.heldCents, `${holdId}: not what was held is spent`),
        ...problemIf(hold !== undefined && hold.expiresAt <= at, `${holdId} was spent after it was over`),
        ...moves(event, -amountCents),
        ...isAvailable(event.availableAfterCents, holdId),
      ];
    },
    HoldReleased(event) {
      const { hold, problems } = endHold(event.holdId, event.heldCents);
      const early = event.why === "expired" && hold !== undefined && hold.expiresAt > event.at;
      return [...problems, ...problemIf(early, `${event.holdId} was over before its time`)];
    },
    BundleActivated: (event) => [
      ...isAvailable(event.availableAfterCents, event.bundleId),
      ...moves(event, -event.priceCents),
    ],
    UsageCharged(event) {
      const { outOfBundle, sessionId } = event;
      if (!outOfBundle) return moves(event, 0n);
      return isAvailable(outOfBundle.availableAfterCents, sessionId);
    },
  });

  return {
    see(event) {
      postedCents -= walletCents(event);
      return [
        ...check(event),
        ...problemIf(postedCents < 0n, `${event.type}: the wallet is below zero`),
        ...problemIf(postedCents >= 0n && postedCents < heldCents, `${event.type}: less is posted than is held`),
      ];
    },
  };
}

function walletCents(event: AccountEvent): bigint {
  let cents = 0n;
  for (const entry of entriesOf(event)) if (entry.account === "customer-wallet") cents += entry.amountCents;
  return cents;
}
