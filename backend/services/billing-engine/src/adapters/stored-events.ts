import type { Currency } from "@beacom/money";
import { planShape, rateShape } from "#adapters/stored-plan";
import { big, instant, integer, list, nullable, record, type Shape, text } from "#adapters/stored-shape";
import type { AccountEvent, Deduction } from "#domain/account-event";
import type { CatalogueEvent } from "#domain/catalogue";
import type { Entry } from "#domain/ledger";
import type { ServiceState } from "#domain/service-state";

export const accountStream = (customerId: string): string => `account/${customerId}`;
export const catalogueStream = "catalogue";
/** The customer of an account's stream; undefined for another stream. */
export const customerOf = (stream: string): string | undefined =>
  stream.startsWith("account/") ? stream.slice("account/".length) : undefined;

type EventShapes<E extends { type: string }> = {
  readonly [T in E["type"]]: Shape<Omit<Extract<E, { type: T }>, "type" | "at">>;
};

const entries = list(record<Entry>({ account: text(), amountCents: big, currency: text<Currency>() }));
export const serviceShape = record<ServiceState>({
  level: text(),
  rate: nullable(rateShape),
  reason: text(),
  since: instant,
  version: big,
});

const accountShapes: EventShapes<AccountEvent> = {
  AccountOpened: record({ accountId: text(), customerId: text(), currency: text<Currency>() }),
  WalletToppedUp: record({
    paymentId: text(),
    provider: text(),
    amountCents: big,
    availableAfterCents: big,
    entries,
  }),
  BundleActivated: record({
    bundleId: text(),
    plan: planShape,
    purchaseKey: text(),
    paymentId: nullable(text()),
    expiresAt: instant,
    netCents: big,
    vatCents: big,
    availableAfterCents: big,
    entries,
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
    deductions: list(record<Deduction>({ bundleId: text(), octets: big, why: text() })),
    entries,
  }),
  UsageNoticeRaised: record({ bundleId: text(), percent: integer, octetsRemaining: big }),
  BundleExpired: record({ bundleId: text(), octetsExpired: big, entries }),
  ServiceStateChanged: record({ service: serviceShape }),
};

const catalogueShapes: EventShapes<CatalogueEvent> = {
  PlanPublished: record({ plan: planShape, publicationKey: text() }),
  PlanWithdrawn: record({ planId: text() }),
};

export type Stored = { readonly type: string; readonly data: unknown; readonly at: Date };

export const storedAccountEvent = (event: AccountEvent): Stored => write(accountShapes, event);
export const accountEvent = (stored: Stored): AccountEvent => read(accountShapes, stored) as AccountEvent;
export const storedCatalogueEvent = (event: CatalogueEvent): Stored => write(catalogueShapes, event);
export const catalogueEvent = (stored: Stored): CatalogueEvent => read(catalogueShapes, stored) as CatalogueEvent;

function write(shapes: object, event: { type: string; at: Date }): Stored {
  const shape = (shapes as Shapes)[event.type];
  if (!shape) throw new Error(`${event.type} cannot be stored`);
  return { type: event.type, data: shape.write(event), at: event.at };
}

function read(shapes: object, { type, data, at }: Stored): object {
  const shape = (shapes as Shapes)[type];
  if (!shape) throw new Error(`${type} is not an event that this version knows`);
  try {
    return { type, ...shape.read(data), at };
  } catch (cause) {
    throw new Error(`cannot read an event of type ${type}`, { cause });
  }
}

type Shapes = Readonly<Record<string, Shape<object> | undefined>>;
