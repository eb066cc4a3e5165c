import type { Currency } from "@beacom/money";
import { BillingService } from "@beacom/proto/billing/v1/billing";
import { ManyCustomersService } from "@beacom/proto/billing/v1/many_customers";
import { PlanMigrationService } from "@beacom/proto/billing/v1/plan_migration";
import { IdentityService } from "@beacom/proto/identity/v1/identity";
import { PrivacyService } from "@beacom/proto/identity/v1/privacy";
import { NotificationService } from "@beacom/proto/notification/v1/notification";
import { RadiusService } from "@beacom/proto/radius/v1/radius";
import { ok, type Result, refuse } from "@beacom/result";
import type { Peers } from "@beacom/runtime";
import { timestampDate } from "@bufbuild/protobuf/wkt";
import { Code, ConnectError } from "@connectrpc/connect";
import type { MassNeighbours } from "#application/mass-actions-ports";
import type { MassTerms } from "#domain/mass-actions-terms";

type Look = Result<{ readonly costCents: bigint }, { readonly why: string }>;
type Notify = MassTerms & { readonly kind: "notify" };
const free: Look = ok({ costCents: 0n });
const leftOut = (why: string): Look => refuse({ why });

/** The services that know customers and do things to them. */
export function massNeighboursAt(peers: Peers, currencyNow: () => Promise<Currency>): MassNeighbours {
  const billing = peers.client(BillingService);
  const many = peers.client(ManyCustomersService);
  const migrations = peers.client(PlanMigrationService);
  const identity = peers.client(IdentityService);
  const notification = peers.client(NotificationService);
  const privacy = peers.client(PrivacyService);
  const radius = peers.client(RadiusService);

  async function lookAt(terms: MassTerms, customerId: string): Promise<Look> {
    switch (terms.kind) {
      case "suspend":
      case "restore": {
        const { restrictedByStaff: now } = await billing.getAccount({ customerId });
        if (now === "terminated") return leftOut("terminated");
        if (terms.kind === "restore") return now === "" ? leftOut("not-restricted-by-staff") : free;
        return now === terms.restriction ? leftOut("restricted-already") : free;
      }
      case "disconnect": {
        const { sessions } = await radius.listSessions({ customerId, onlyOpen: true, limit: 1 });
        return sessions.length === 0 ? leftOut("no-open-session") : free;
      }
      case "notify": {
        const { reachable } = await notification.getReach({ customerId });
        const why = reachable ? await whyNotTold(terms, customerId) : "not-reachable";
        return why === undefined ? free : leftOut(why);
      }
      case "move-plan": {
        const { monthlyChange } = await migrations.previewMove({ customerId, order: orderOf(terms) });
        return ok({ costCents: -(monthlyChange?.minorUnits ?? 0n) });
      }
      case "credit": {
        const { available } = await billing.getAccount({ customerId });
        return available?.currency === terms.currency
          ? ok({ costCents: terms.amountCents })
          : leftOut("currency-differs");
      }
      default:
        return terms satisfies never;
    }
  }

  async function whyNotTold({ isMarketing: marketing }: Notify, customerId: string): Promise<string | undefined> {
    if (!marketing) return undefined;
    const { allowed, because } = await privacy.maySend({ customerId, channel: "sms", marketing });
    return allowed ? undefined : because;
  }

  async function disconnect(customerId: string): Promise<void> {
    const { sessions } = await radius.listSessions({ customerId, onlyOpen: true });
    for (const { sessionId } of sessions) {
      const { outcome } = await radius.disconnect({ sessionId });
      if (outcome === "refused") throw new ConnectError("router-refused", Code.FailedPrecondition);
      if (outcome !== "acknowledged") throw new ConnectError("router-not-answering", Code.Unavailable);
    }
  }

  async function carryOut(
    terms: MassTerms,
    { customerId, key, by, approvedBy }: Parameters<MassNeighbours["doTo"]>[1],
  ) {
    const once = { customerId, idempotencyKey: key };
    switch (terms.kind) {
      case "suspend":
        return many.restrictOnce({ ...once, restriction: terms.restriction, by });
      case "restore":
        return many.restrictOnce({ ...once, restriction: "", by });
      case "disconnect":
        return disconnect(customerId);
      case "notify": {
        // Whoever agreed when the list was made may have thought better of it since.
        const why = await whyNotTold(terms, customerId);
        if (why !== undefined) throw new ConnectError(why, Code.FailedPrecondition);
        return notification.tellCustomer({ ...once, words: wordsOf(terms) });
      }
      case "move-plan":
        return migrations.moveCustomer({ ...once, order: orderOf(terms) });
      case "credit": {
        const amount = { minorUnits: terms.amountCents, currency: terms.currency };
        const credit = { ...once, amount, reasonCode: terms.reasonCode, by, approvedBy: approvedBy ?? "" };
        return many.creditGoodwill(credit);
      }
      default:
        return terms satisfies never;
    }
  }

  return {
    lookAt: (terms, customerId) => answeredOr(lookAt(terms, customerId), leftOut),
    doTo: (terms, customer) =>
      answeredOr(
        carryOut(terms, customer).then(() => ({ outcome: "done" }) as const),
        (why) => ({ outcome: "refused", why }) as const,
      ),
    customerOfPhone: (phone) =>
      answeredOr<string | undefined>(
        identity.findCustomerByPhone({ phone }).then(({ customerId }) => customerId),
        () => undefined,
      ),
    async lastSeen(customerId) {
      const { sessions } = await radius.listSessions({ customerId, limit: 1 });
      const at = sessions[0]?.lastReportAt ?? sessions[0]?.startedAt;
      return sessions[0] && at && { nasName: sessions[0].nasName, at: timestampDate(at) };
    },
    async find({ planId, serviceLevel, isRestricted, availableAtLeastCents, availableAtMostCents }, after) {
      const currency = await currencyNow();
      const money = (minorUnits: bigint) => ({ minorUnits, currency });
      return many.findAccounts({
        planId: planId ?? "",
        serviceLevel: serviceLevel ?? "",
        restricted: isRestricted === null ? "" : isRestricted ? "yes" : "no",
        ...(availableAtLeastCents !== null && { availableAtLeast: money(availableAtLeastCents) }),
        ...(availableAtMostCents !== null && { availableAtMost: money(availableAtMostCents) }),
        afterCustomerId: after,
      });
    },
  };
}

/** What a service answers with these is its last word; with any other it may be another word next time. */
const lastWords = new Set([
  Code.FailedPrecondition,
  Code.NotFound,
  Code.InvalidArgument,
  Code.AlreadyExists,
  Code.OutOfRange,
  Code.PermissionDenied,
]);

async function answeredOr<Value>(call: Promise<Value>, refused: (why: string) => Value): Promise<Value> {
  try {
    return await call;
  } catch (error) {
    const { code, rawMessage } = ConnectError.from(error);
    if (lastWords.has(code)) return refused(rawMessage);
    throw error;
  }
}

const orderOf = ({ fromPlanId, toPlanId, when }: MassTerms & { kind: "move-plan" }) => ({ fromPlanId, toPlanId, when });

const wordsOf = ({ words }: Notify): { [language: string]: string } =>
  Object.fromEntries(Object.entries(words).filter((pair): pair is [string, string] => pair[1] !== undefined));
