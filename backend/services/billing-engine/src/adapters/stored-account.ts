import type { Currency } from "@beacom/money";
import { entriesShape, reservationParts, serviceShape, termsShape } from "#adapters/stored-events";
import { planShape } from "#adapters/stored-plan";
import { big, instant, integer, list, nullable, record, type Shape, text, truth } from "#adapters/stored-shape";
import type {
  Account,
  Adjustment,
  ChargedSession,
  Hold,
  Member,
  OutOfBundle,
  Pool,
  Reservation,
  UnbilledUse,
} from "#domain/account";
import type { Bundle } from "#domain/bundle";

/** Rises when the account's fold changes: snapshots of another form are not used, and the history is folded again. */
const form = 6;

const bundleShape = record<Omit<Bundle, "allowance">>({
  bundleId: text(),
  plan: planShape,
  order: integer,
  source: text(),
  purchaseKey: text(),
  currency: text<Currency>(),
  octetsGranted: big,
  octetsUsed: big,
  octetsExpired: big,
  octetsSent: big,
  netCents: big,
  earnedUpTo: instant,
  activatedAt: instant,
  expiresAt: instant,
  rolledOver: integer,
  state: text(),
  closedAt: nullable(instant),
  noticesPercent: list(integer),
});
const sessionShape = record<ChargedSession>({
  startedAt: instant,
  lastReportAt: instant,
  endedAt: nullable(instant),
  octetsDown: big,
  octetsUp: big,
});
const adjustmentShape = record<Adjustment>({
  amountCents: big,
  entries: entriesShape,
  direction: text(),
  reversed: truth,
});
const holdShape = record<Hold>({ amountCents: big, purpose: text(), expiresAt: instant });
const reservationShape = record<Reservation>({ sessionId: text(), parts: reservationParts, expiresAt: instant });
const outOfBundleShape = record<OutOfBundle>({
  plan: planShape,
  payer: text(),
  limitCents: nullable(big),
  octetsUsed: big,
  chargedCents: big,
  earlierCents: big,
});
const unbilledShape = record<UnbilledUse>({
  planId: text(),
  name: text(),
  tax: text(),
  octets: big,
  cents: big,
  netCents: big,
  since: instant,
});
const memberShape = record<Member>({ limitOctets: nullable(big), octetsUsed: big });
const poolShape = record<Pool>({ ownerId: text(), terms: nullable(termsShape), version: big });

/** A map as a list of pairs, in its own order. */
const mapOf = <K extends string, V>(shape: Shape<V>): Shape<ReadonlyMap<K, V>> => {
  const pairs = list<readonly [K, V]>({
    write: ([key, value]) => [key, shape.write(value)],
    read(stored) {
      if (!Array.isArray(stored) || typeof stored[0] !== "string") throw new Error("expected a key and a value");
      return [stored[0] as K, shape.read(stored[1])];
    },
  });
  return { write: (map) => pairs.write([...map]), read: (stored) => new Map(pairs.read(stored)) };
};
const setOf: Shape<ReadonlySet<string>> = {
  write: (set) => [...set],
  read: (stored) => new Set(list(text()).read(stored)),
};

type Snapshot = Omit<Account, "bundles"> & {
  readonly form: number;
  readonly bundles: readonly Omit<Bundle, "allowance">[];
};
const snapshotShape: Shape<Snapshot> = record<Snapshot>({
  form: integer,
  accountId: text(),
  customerId: text(),
  currency: text<Currency>(),
  postedCents: big,
  heldCents: big,
  movements: setOf,
  adjustments: mapOf(adjustmentShape),
  holds: mapOf(holdShape),
  bundles: list(bundleShape),
  had: mapOf(integer),
  reservations: mapOf(reservationShape),
  outOfBundle: nullable(outOfBundleShape),
  unbilled: list(unbilledShape),
  members: mapOf(memberShape),
  sharedTerms: nullable(termsShape),
  sharedVersion: big,
  pool: nullable(poolShape),
  restrictions: mapOf(text()),
  sessions: mapOf(sessionShape),
  forgotUpTo: nullable(instant),
  service: serviceShape,
});

export const storedAccount = (account: Account): unknown => snapshotShape.write({ ...account, form });

/** Undefined if the snapshot has another form: it is only a shortcut. */
export function accountOf(stored: unknown): Account | undefined {
  if ((stored as { form?: unknown } | null)?.form !== form) return undefined;
  const { form: _, bundles, ...account } = snapshotShape.read(stored);
  return { ...account, bundles: bundles.map(withAllowance) };
}

function withAllowance(bundle: Omit<Bundle, "allowance">): Bundle {
  const allowance = bundle.plan.allowances[bundle.order];
  if (!allowance) throw new Error(`${bundle.bundleId} has no allowance ${bundle.order}`);
  return { ...bundle, allowance };
}
