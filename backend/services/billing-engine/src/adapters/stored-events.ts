import type { Currency } from "@beacom/money";
import type { Stored } from "#adapters/stored-kind";
import { offerOfFirstForm, planOfFirstForm, planShape, rateShape } from "#adapters/stored-plan";
import { big, instant, integer, list, nullable, record, type Shape, text } from "#adapters/stored-shape";
import type { AccountEvent, AccountEventOf, Deduction } from "#domain/account-event";
import type { CatalogueEvent } from "#domain/catalogue";
import type { Entry } from "#domain/ledger";
import type { PlanMigration } from "#domain/plan-migration";
import type { ServiceState, ServiceTerms } from "#domain/service-state";

/** How each type of event of a kind is kept. */
export type EventShapes<E extends { type: string }> = {
  readonly [T in E["type"]]: Shape<Omit<Extract<E, { type: T }>, "type" | "at">>;
};
/** What makes an event of one form one of the next, from form 1 on. The newest form is one more than there are steps. */
export type Upcasts<E extends { type: string }> = {
  readonly [T in E["type"]]?: readonly ((data: Record<string, unknown>) => Record<string, unknown>)[];
};

export const entriesShape: Shape<readonly Entry[]> = list(
  record<Entry>({ account: text(), amountCents: big, currency: text<Currency>() }),
);
const termsFields = {
  level: text<ServiceTerms["level"]>(),
  rate: nullable(rateShape),
  reason: text<ServiceTerms["reason"]>(),
};
export const termsShape: Shape<ServiceTerms> = record<ServiceTerms>(termsFields);
export const serviceShape: Shape<ServiceState> = record<ServiceState>({ ...termsFields, since: instant, version: big });

const deductions = list(record<Deduction>({ bundleId: text(), octets: big, why: text() }));
export const reservationParts = list(record<{ bundleId: string; octets: bigint }>({ bundleId: text(), octets: big }));
const movement = {
  movementId: text(),
  amountCents: big,
  availableAfterCents: big,
  reference: text(),
  by: nullable(text()),
  approvedBy: nullable(text()),
  reverses: nullable(text()),
  effectiveAt: nullable(instant),
  entries: entriesShape,
};

const accountShapes: EventShapes<AccountEvent> = {
  AccountOpened: record({ accountId: text(), customerId: text(), currency: text<Currency>() }),
  WalletToppedUp: record({
    paymentId: text(),
    provider: text(),
    amountCents: big,
    availableAfterCents: big,
    entries: entriesShape,
  }),
  WalletCredited: record({ ...movement, source: text<AccountEventOf<"WalletCredited">["source"]>() }),
  WalletDebited: record({ ...movement, purpose: text<AccountEventOf<"WalletDebited">["purpose"]>() }),
  FundsHeld: record({
    holdId: text(),
    amountCents: big,
    purpose: text(),
    expiresAt: instant,
    availableAfterCents: big,
  }),
  HoldCommitted: record({
    holdId: text(),
    heldCents: big,
    amountCents: big,
    reference: text(),
    availableAfterCents: big,
    entries: entriesShape,
  }),
  HoldReleased: record({ holdId: text(), heldCents: big, why: text() }),
  BundleActivated: record({
    bundleId: text(),
    plan: planShape,
    order: integer,
    source: text(),
    purchaseKey: text(),
    paymentId: nullable(text()),
    priceCents: big,
    netCents: big,
    vatCents: big,
    octetsGranted: big,
    expiresAt: instant,
    availableAfterCents: big,
    entries: entriesShape,
  }),
  BundleNotActivated: record({ paymentId: text(), planId: text(), reason: text() }),
  UsageCharged: record({
    sessionId: text(),
    startedAt: instant,
    reportedAt: instant,
    endedAt: nullable(instant),
    octetsDown: big,
    octetsUp: big,
    octetsCharged: big,
    octetsFree: big,
    deductions,
    shared: nullable(record({ ownerId: text(), octets: big })),
    outOfBundle: nullable(record({ octets: big, cents: big, availableAfterCents: big })),
    entries: entriesShape,
  }),
  SharedUsageCharged: record({
    memberId: text(),
    sessionId: text(),
    octets: big,
    deductions,
    entries: entriesShape,
  }),
  UsageNoticeRaised: record({ bundleId: text(), percent: integer, octetsRemaining: big }),
  BundleExpired: record({ bundleId: text(), octetsExpired: big, entries: entriesShape }),
  BundleRolledOver: record({ bundleId: text(), octetsCarried: big, expiresAt: instant }),
  DataSent: record({
    transferId: text(),
    toCustomerId: text(),
    bundleId: text(),
    octets: big,
    netCents: big,
    entries: entriesShape,
  }),
  DataReceived: record({
    transferId: text(),
    fromCustomerId: text(),
    bundleId: text(),
    plan: planShape,
    order: integer,
    octets: big,
    netCents: big,
    expiresAt: instant,
    rolledOver: integer,
    entries: entriesShape,
  }),
  OutOfBundleAllowed: record({ plan: planShape, payer: text(), limitCents: nullable(big), by: text() }),
  OutOfBundleMoved: record({ plan: planShape, by: text() }),
  OutOfBundleForbidden: record({ by: text() }),
  UsageBilled: record({
    chargeId: text(),
    planId: text(),
    octets: big,
    cents: big,
    netCents: big,
    entries: entriesShape,
  }),
  DataReserved: record({ reservationId: text(), sessionId: text(), parts: reservationParts, expiresAt: instant }),
  DataReservationEnded: record({ reservationId: text(), why: text() }),
  ServiceRestricted: record({ source: text(), restriction: text(), by: nullable(text()) }),
  ServiceRestrictionLifted: record({ source: text(), by: nullable(text()) }),
  MemberAdded: record({ memberId: text(), limitOctets: nullable(big) }),
  MemberRemoved: record({ memberId: text() }),
  SharedTermsChanged: record({ terms: nullable(termsShape), version: big }),
  PoolJoined: record({ ownerId: text() }),
  PoolLeft: record({ ownerId: text() }),
  SharedTermsNoted: record({ terms: nullable(termsShape), version: big }),
  ServiceStateChanged: record({ service: serviceShape }),
};

/** Before plans had several balances, a bundle had the octets and the price of its plan. */
function bundleOfFirstForm(data: Record<string, unknown>): Record<string, unknown> {
  const { octets, priceCents } = data["plan"] as { octets: unknown; priceCents: unknown };
  const source = data["paymentId"] === null ? "wallet" : "payment";
  return { ...data, plan: planOfFirstForm(data["plan"]), order: 0, source, priceCents, octetsGranted: octets };
}

const accountUpcasts: Upcasts<AccountEvent> = { BundleActivated: [bundleOfFirstForm] };

const catalogueShapes: EventShapes<CatalogueEvent> = {
  PlanPublished: record({ plan: planShape, publicationKey: text() }),
  PlanWithdrawn: record({ planId: text() }),
  MigrationOrdered: record({
    migration: record<PlanMigration>({
      migrationKey: text(),
      fromPlanId: text(),
      fromVersion: nullable(integer),
      to: planShape,
      when: text(),
      by: text(),
    }),
  }),
  MigrationEnded: record({ migrationKey: text() }),
};
const catalogueUpcasts: Upcasts<CatalogueEvent> = {
  PlanPublished: [(data) => ({ ...data, plan: offerOfFirstForm(data["plan"]) })],
};

export const accountEvents = storedEvents<AccountEvent>(accountShapes, accountUpcasts);
export const catalogueEvents = storedEvents<CatalogueEvent>(catalogueShapes, catalogueUpcasts);

/**
 * Writes events in their newest form and reads those of every form there ever was. The form is kept in the data, and the first form
 * says nothing.
 */
export function storedEvents<E extends { readonly type: string; readonly at: Date }>(
  shapes: EventShapes<E>,
  upcasts: Upcasts<E> = {},
): { readonly write: (event: E) => Stored; readonly read: (stored: Stored) => E } {
  const shapeOf = (type: string) => (shapes as Readonly<Record<string, Shape<object> | undefined>>)[type];
  const stepsOf = (type: string) => (upcasts as Readonly<Record<string, Step[] | undefined>>)[type] ?? [];
  return {
    write(event) {
      const shape = shapeOf(event.type);
      if (!shape) throw new Error(`${event.type} cannot be stored`);
      const data = shape.write(event) as object;
      const form = stepsOf(event.type).length + 1;
      return { type: event.type, data: form === 1 ? data : { form, ...data }, at: event.at };
    },
    read({ type, data, at }) {
      const shape = shapeOf(type);
      if (!shape) throw new Error(`${type} is not an event that this version knows`);
      try {
        return { type, ...shape.read(upcast(data, stepsOf(type))), at } as unknown as E;
      } catch (cause) {
        throw new Error(`cannot read an event of type ${type}`, { cause });
      }
    },
  };
}

type Step = (data: Record<string, unknown>) => Record<string, unknown>;

function upcast(data: unknown, steps: readonly Step[]): unknown {
  if (steps.length === 0 || typeof data !== "object" || data === null) return data;
  const form = (data as { form?: unknown }).form ?? 1;
  if (!Number.isInteger(form) || (form as number) < 1 || (form as number) > steps.length + 1)
    throw new Error(`form ${JSON.stringify(form)} is newer than this version knows`);
  return steps.slice((form as number) - 1).reduce((now, step) => step(now), data as Record<string, unknown>);
}
