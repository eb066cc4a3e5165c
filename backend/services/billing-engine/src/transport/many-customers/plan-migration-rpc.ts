import type { Currency } from "@beacom/money";
import type { MigrationOrder, PlanMigrationService } from "@beacom/proto/billing/v1/plan_migration";
import { requirePermission } from "@beacom/runtime";
import type { ServiceImpl } from "@connectrpc/connect";
import type { MigrateSubscribers } from "#application/plan-migration/migrate-subscribers";
import type { MoveCustomer, MovedCustomer } from "#application/plan-migration/move-customer";
import type { OrderMigration, PlanMigration } from "#domain/plan-migration";
import { dayAsked, idAsked } from "#transport/asked";
import { refusalsIn, refusedAs } from "#transport/refusals";
import { byOf } from "#transport/who-asks";
import { moneyMessage } from "#wire/billing-wire";

const permission = "plans.manage";

export function planMigrationRpc({
  postpaid,
  currency,
}: {
  readonly postpaid: { readonly migrateSubscribers: MigrateSubscribers; readonly moveCustomer: MoveCustomer };
  readonly currency: Currency;
}): ServiceImpl<typeof PlanMigrationService> {
  const { answered } = refusalsIn(currency);
  const { migrateSubscribers, moveCustomer } = postpaid;
  return {
    async previewMigration(order, context) {
      requirePermission(context, permission);
      const report = answered(await migrateSubscribers.preview(orderAsked(order, byOf(context))));
      return {
        looked: report.looked,
        moved: report.moved,
        failed: report.failed,
        monthlyChange: [...report.monthlyChangeCents].map(([unit, cents]) => moneyMessage(cents, unit)),
        left: [...report.left].map(([why, customers]) => ({ why, customers })),
      };
    },
    async orderMigration({ order, idempotencyKey }, context) {
      requirePermission(context, permission);
      const asked = { ...orderAsked(order, byOf(context)), idempotencyKey };
      const migration = answered(await migrateSubscribers.order(asked));
      return { migration: migrationMessage({ migration, isOver: false }) };
    },
    async listMigrations(_, context) {
      requirePermission(context, permission);
      const known = await migrateSubscribers.known();
      return { migrations: known.map(migrationMessage).toReversed() };
    },
    async previewMove({ customerId, order }, context) {
      requirePermission(context, permission);
      const asked = orderAsked(order, byOf(context));
      return moveMessage(answered(await moveCustomer.preview(asked, idAsked(customerId))));
    },
    async moveCustomer({ customerId, order, idempotencyKey }, context) {
      requirePermission(context, permission);
      const asked = { ...orderAsked(order, byOf(context)), idempotencyKey };
      return moveMessage(answered(await moveCustomer.move(asked, idAsked(customerId))));
    },
  };
}

function orderAsked(order: MigrationOrder | undefined, by: string): OrderMigration {
  if (!order) throw refusedAs("plan-unknown");
  const { fromPlanId, fromVersion, toPlanId, when } = order;
  return {
    fromPlanId: idAsked(fromPlanId),
    fromVersion: fromVersion === 0 ? null : fromVersion,
    toPlanId: idAsked(toPlanId),
    when: when === "" || when === "next-cycle" ? "next-cycle" : dayAsked(when),
    by,
  };
}

const migrationMessage = ({ migration, isOver }: { readonly migration: PlanMigration; readonly isOver: boolean }) => ({
  migrationKey: migration.migrationKey,
  order: {
    fromPlanId: migration.fromPlanId,
    fromVersion: migration.fromVersion ?? 0,
    toPlanId: migration.to.planId,
    when: migration.when,
  },
  by: migration.by,
  over: isOver,
});

const moveMessage = ({ moved, from, monthlyChange }: MovedCustomer) => ({
  moved,
  from: from ?? "",
  ...(monthlyChange && { monthlyChange: moneyMessage(monthlyChange.cents, monthlyChange.currency) }),
});
