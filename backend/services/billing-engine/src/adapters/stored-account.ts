import type { Currency } from "@beacom/money";
import { serviceShape } from "#adapters/stored-events";
import { planShape } from "#adapters/stored-plan";
import { big, instant, integer, list, nullable, record, type Shape, text } from "#adapters/stored-shape";
import type { Account, ChargedSession } from "#domain/account";
import type { Bundle } from "#domain/bundle";

/** Rises when the account's fold changes: snapshots of another form are not used, and the history is folded again. */
const form = 2;

const bundleShape = record<Bundle>({
  bundleId: text(),
  plan: planShape,
  purchaseKey: text(),
  octetsGranted: big,
  octetsUsed: big,
  octetsExpired: big,
  netCents: big,
  activatedAt: instant,
  expiresAt: instant,
  state: text(),
  closedAt: nullable(instant),
  noticesPercent: list(integer),
});
const sessionShape = record<ChargedSession & { readonly sessionId: string }>({
  sessionId: text(),
  startedAt: instant,
  lastReportAt: instant,
  endedAt: nullable(instant),
  octetsDown: big,
  octetsUp: big,
});

type Snapshot = Omit<Account, "creditedPayments" | "sessions"> & {
  readonly form: number;
  readonly creditedPayments: readonly string[];
  readonly sessions: readonly (ChargedSession & { readonly sessionId: string })[];
};
const snapshotShape: Shape<Snapshot> = record<Snapshot>({
  form: integer,
  accountId: text(),
  customerId: text(),
  currency: text<Currency>(),
  postedCents: big,
  heldCents: big,
  creditedPayments: list(text()),
  bundles: list(bundleShape),
  sessions: list(sessionShape),
  forgotUpTo: nullable(instant),
  service: serviceShape,
});

export const storedAccount = (account: Account): unknown =>
  snapshotShape.write({
    ...account,
    form,
    creditedPayments: [...account.creditedPayments],
    sessions: [...account.sessions].map(([sessionId, session]) => ({ sessionId, ...session })),
  });

/** Undefined if the snapshot has another form: it is only a shortcut. */
export function accountOf(stored: unknown): Account | undefined {
  if ((stored as { form?: unknown } | null)?.form !== form) return undefined;
  const { form: _, sessions, creditedPayments, ...account } = snapshotShape.read(stored);
  return {
    ...account,
    creditedPayments: new Set(creditedPayments),
    sessions: new Map(sessions.map(({ sessionId, ...session }) => [sessionId, session])),
  };
}
