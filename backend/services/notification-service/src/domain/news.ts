import type { Money } from "@beacom/money";
import type { LocalDate } from "@beacom/time";

/** What a person is told. */
export type News = AccountNews | InvoiceNews;

export const securityChanges = [
  "passkey-added",
  "passkey-removed",
  "app-codes-on",
  "app-codes-off",
  "password-changed",
  "phone-changed",
] as const;
export type SecurityChange = (typeof securityChanges)[number];

export type AccountNews =
  | { kind: "phone-code"; code: string; expiresAt: Date }
  | { kind: "seen-as"; at: Date }
  | { kind: "security-changed"; change: SecurityChange; at: Date }
  | { kind: "usage-notice"; bundleName: string; percent: number; octetsRemaining: bigint; expiresAt: Date }
  | { kind: "top-up-received"; amount: Money; available: Money }
  | { kind: "bundle-activated"; bundleName: string; octets: bigint; expiresAt: Date }
  | { kind: "bundle-not-activated" }
  | { kind: "money-received"; amount: Money; available: Money }
  | { kind: "wallet-credited"; amount: Money; available: Money }
  | { kind: "data-received"; bundleName: string; octets: bigint; expiresAt: Date };

/** How a customer who pays by invoice stands: what is open on all invoices, and what no invoice needed yet. */
export type Balance = { open: Money; credit: Money };
export type InvoiceNews =
  | { kind: "invoice-issued"; total: Money; open: Money; dueOn: LocalDate }
  | { kind: "credit-note-issued"; total: Money; balance: Balance }
  | { kind: "invoice-payment-received"; amount: Money; balance: Balance; restoresService: boolean }
  | { kind: "invoice-payment-reversed"; amount: Money; balance: Balance }
  | {
      kind: "payment-reminder";
      template: string;
      action: string;
      amount: Money;
      dueOn: LocalDate;
      nextOn: LocalDate | null;
    }
  | { kind: "service-restricted"; restriction: string; overdue: Money }
  | { kind: "service-restored" };

const hourMs = 3_600_000;
const staleAfterMs = 24 * hourMs;
/** What somebody owes, and what follows from that, is not over the next day. */
const invoiceNewsStaleAfterMs = 7 * 24 * hourMs;

/** After a long standstill, yesterday's news would only confuse, and an expired code cannot be used. */
export function isTooLate(news: News, happenedAt: Date, now: Date): boolean {
  const ageMs = now.getTime() - happenedAt.getTime();
  switch (news.kind) {
    case "phone-code":
      return news.expiresAt <= now;
    case "invoice-issued":
    case "credit-note-issued":
    case "invoice-payment-received":
    case "invoice-payment-reversed":
      return ageMs > invoiceNewsStaleAfterMs;
    // The next reminder comes anyway; what was restricted or ended must be known, however late.
    case "payment-reminder":
      return ageMs > (news.action === "remind" ? staleAfterMs : invoiceNewsStaleAfterMs);
    default:
      return ageMs > staleAfterMs;
  }
}
