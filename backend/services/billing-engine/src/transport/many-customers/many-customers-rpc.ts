import type { Currency } from "@beacom/money";
import type { ManyCustomersService } from "@beacom/proto/billing/v1/many_customers";
import type { ServiceImpl } from "@connectrpc/connect";
import type { CreditGoodwill } from "#application/many-customers/credit-goodwill";
import type { FindAccounts } from "#application/many-customers/found-accounts";
import type { RestrictServiceUseCase } from "#application/restrict-service";
import { amountAsked, amountIfAsked, idAsked, oneOf } from "#transport/asked";
import { refusalsIn, refusedAs } from "#transport/refusals";
import { moneyMessage } from "#wire/billing-wire";

const mostFound = 1_000;
const levels = ["full", "throttled", "walled-garden", "blocked"] as const;

/** For one neighbour only: who may, and who approved it, that neighbour has decided and audited. */
export function manyCustomersRpc({
  manyCustomers,
  restrictService,
  currency,
}: {
  readonly manyCustomers: { readonly find: FindAccounts; readonly creditGoodwill: CreditGoodwill };
  readonly restrictService: RestrictServiceUseCase;
  readonly currency: Currency;
}): ServiceImpl<typeof ManyCustomersService> {
  const { answered } = refusalsIn(currency);
  return {
    async findAccounts({
      planId,
      serviceLevel,
      restricted,
      availableAtLeast,
      availableAtMost,
      afterCustomerId,
      limit,
    }) {
      const filter = {
        planId: idAsked(planId) || null,
        level: serviceLevel === "" ? null : oneOf(levels, serviceLevel, "kind-not-known"),
        isRestricted: restricted === "" ? null : oneOf(["yes", "no"], restricted, "kind-not-known") === "yes",
        atLeastCents: amountIfAsked(availableAtLeast, currency) ?? null,
        atMostCents: amountIfAsked(availableAtMost, currency) ?? null,
      };
      // Everybody is never meant by leaving something out.
      if (Object.values(filter).every((part) => part === null)) throw refusedAs("filter-missing");
      const size = Math.min(limit || mostFound, mostFound);
      const found = await manyCustomers.find(filter, { after: idAsked(afterCustomerId), limit: size + 1 });
      return { customerIds: found.slice(0, size), more: found.length > size };
    },
    async creditGoodwill({ customerId, amount, reasonCode, by, approvedBy, idempotencyKey }) {
      const credit = {
        customerId: idAsked(customerId),
        amountCents: amountAsked(amount, currency),
        currency,
        reasonCode,
        by: idAsked(by),
        approvedBy: idAsked(approvedBy) || null,
        idempotencyKey,
      };
      const { availableCents } = answered(await manyCustomers.creditGoodwill(credit));
      return { available: moneyMessage(availableCents, currency) };
    },
    async restrictOnce({ customerId, restriction, by, idempotencyKey }) {
      const wanted =
        restriction === "" ? null : oneOf(["walled-garden", "suspended"], restriction, "restriction-not-known");
      if (idempotencyKey === "") throw refusedAs("idempotency-key-missing");
      const once = {
        customerId: idAsked(customerId),
        restriction: wanted,
        by: idAsked(by),
        key: idAsked(idempotencyKey),
      };
      answered(await restrictService(once));
      return {};
    },
  };
}
