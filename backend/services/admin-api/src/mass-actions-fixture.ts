import { BillingService } from "@beacom/proto/billing/v1/billing";
import { ManyCustomersService } from "@beacom/proto/billing/v1/many_customers";
import { PlanMigrationService } from "@beacom/proto/billing/v1/plan_migration";
import { PrivacyService } from "@beacom/proto/identity/v1/privacy";
import { NotificationService } from "@beacom/proto/notification/v1/notification";
import { RadiusService } from "@beacom/proto/radius/v1/radius";
import type { ServiceModule } from "@beacom/runtime";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import { Code, ConnectError } from "@connectrpc/connect";

export type PlayedAccount = {
  cents: bigint;
  restricted: string;
  phone: string;
  plan: string;
  nas: string;
  seenAt: Date;
  told: string[];
  wantsMarketing: boolean;
};
export type Effect = { readonly what: string; readonly customerId: string; readonly key: string };

/** The services that know customers, played: each does what has one key once, as the real ones do. For tests. */
export function playedNeighbours() {
  const accounts = new Map<string, PlayedAccount>();
  const effects: Effect[] = [];
  /** Every call that came, also those that had been made before. */
  const asked: Effect[] = [];
  const world = { accounts, effects, asked, isDown: false, delayMs: 0, refusals: new Map<string, string>() };

  async function account(customerId: string): Promise<PlayedAccount> {
    if (world.delayMs > 0) await new Promise((resolve) => setTimeout(resolve, world.delayMs));
    if (world.isDown) throw new ConnectError("down", Code.Unavailable);
    const found = accounts.get(customerId);
    if (!found) throw new ConnectError("account-not-open-yet", Code.NotFound);
    return found;
  }
  async function once(effect: Effect, make: (account: PlayedAccount) => void): Promise<boolean> {
    const found = await account(effect.customerId);
    asked.push(effect);
    const refusal = world.refusals.get(effect.customerId);
    if (refusal !== undefined) throw new ConnectError(refusal, Code.FailedPrecondition);
    if (effects.some(({ key }) => key === effect.key)) return false;
    effects.push(effect);
    make(found);
    return true;
  }

  const module: ServiceModule = {
    name: "neighbours",
    offers: [
      BillingService,
      ManyCustomersService,
      PlanMigrationService,
      PrivacyService,
      NotificationService,
      RadiusService,
    ],
    readConfig: () => ({}),
    start: async () => ({
      routes(router) {
        router.service(BillingService, {
          async getAccount({ customerId }) {
            const { cents, restricted } = await account(customerId);
            return { available: { minorUnits: cents, currency: "ZAR" }, restrictedByStaff: restricted };
          },
        });
        router.service(ManyCustomersService, {
          findAccounts({ planId, availableAtMost, afterCustomerId }) {
            const ids = [...accounts].filter(
              ([id, { plan, cents }]) =>
                id > afterCustomerId &&
                (planId === "" || plan === planId) &&
                (availableAtMost === undefined || cents <= availableAtMost.minorUnits),
            );
            const sorted = ids.map(([id]) => id).toSorted();
            return { customerIds: sorted.slice(0, 7), more: sorted.length > 7 };
          },
          async creditGoodwill({ customerId, amount, idempotencyKey: key }) {
            await once({ what: "credit", customerId, key }, (found) => (found.cents += amount?.minorUnits ?? 0n));
            return {};
          },
          async restrictOnce({ customerId, restriction, idempotencyKey: key }) {
            await once({ what: "restrict", customerId, key }, (found) => (found.restricted = restriction));
            return {};
          },
        });
        router.service(PlanMigrationService, {
          async previewMove({ customerId, order }) {
            if ((await account(customerId)).plan !== order?.fromPlanId)
              throw new ConnectError("not-on-plan", Code.FailedPrecondition);
            return { moved: 1, monthlyChange: { minorUnits: -50_00n, currency: "ZAR" } };
          },
          async moveCustomer({ customerId, order, idempotencyKey: key }) {
            await once({ what: "move", customerId, key }, (found) => (found.plan = order?.toPlanId ?? ""));
            return {};
          },
        });
        router.service(PrivacyService, {
          async maySend({ customerId, marketing }) {
            const allowed = !marketing || (await account(customerId)).wantsMarketing;
            return { allowed, because: allowed ? "consented" : "never-consented" };
          },
        });
        router.service(NotificationService, {
          getReach: async ({ customerId }) => ({ reachable: (await account(customerId)).phone !== "" }),
          async tellCustomer({ customerId, words, idempotencyKey: key }) {
            await once({ what: "tell", customerId, key }, (found) => found.told.push(words["en"] ?? ""));
            return {};
          },
        });
        router.service(RadiusService, {
          async listSessions({ customerId }) {
            const { nas, seenAt } = await account(customerId);
            return {
              sessions:
                nas === "" ? [] : [{ sessionId: customerId, nasName: nas, lastReportAt: timestampFromDate(seenAt) }],
            };
          },
          async disconnect({ sessionId: customerId }) {
            await once(
              { what: "disconnect", customerId, key: `${customerId}/disconnected` },
              (found) => (found.nas = ""),
            );
            return { outcome: "acknowledged" };
          },
        });
      },
      close: async () => undefined,
    }),
  };
  const identity = {
    async findCustomerByPhone({ phone }: { phone: string }) {
      if (world.isDown) throw new ConnectError("down", Code.Unavailable);
      const digits = phone.replaceAll(/\D/g, "");
      const found = [...accounts].find(([, known]) => known.phone === digits);
      if (!found) throw new ConnectError("customer-unknown", Code.NotFound);
      return { customerId: found[0] };
    },
  };
  return { ...world, world, module, identity };
}
