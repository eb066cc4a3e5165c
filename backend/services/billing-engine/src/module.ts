import { personalDataRpc } from "@beacom/personal-data";
import { BillingPersonalData } from "@beacom/proto/billing/v1/personal_data";
import { billingPersonalData } from "#adapters/personal-data-walk";
import { follow, serveFeed } from "@beacom/outbox";
import { connect } from "@beacom/postgres";
import { ApprovalService } from "@beacom/proto/billing/v1/approvals";
import { BillingEvents, BillingService } from "@beacom/proto/billing/v1/billing";
import { ManyCustomersService } from "@beacom/proto/billing/v1/many_customers";
import { PlanMigrationService } from "@beacom/proto/billing/v1/plan_migration";
import { PostpaidService } from "@beacom/proto/billing/v1/postpaid";
import { ResellerService } from "@beacom/proto/billing/v1/resellers";
import { RulesService } from "@beacom/proto/billing/v1/rules";
import { VoucherService } from "@beacom/proto/billing/v1/vouchers";
import { IdentityEvents, IdentityService } from "@beacom/proto/identity/v1/identity";
import { PaymentsEvents } from "@beacom/proto/payments/v1/payments";
import { RadiusEvents } from "@beacom/proto/radius/v1/radius";
import type { ServiceModule } from "@beacom/runtime";
import { supplierOfSettings } from "#adapters/supplier-of-settings";
import { customerByPhoneIn } from "#adapters/customer-by-phone-identity";
import { type BillingConfig, readBillingConfig } from "#config";
import { billingDatabase, billingUseCases } from "#engine";
import { approvalsRpc } from "#transport/approvals/approvals-rpc";
import { billingRpc } from "#transport/billing-rpc";
import { customersVerified } from "#transport/customers-verified";
import { paymentsReceived } from "#transport/payments-received";
import { manyCustomersRpc } from "#transport/many-customers/many-customers-rpc";
import { planMigrationRpc } from "#transport/many-customers/plan-migration-rpc";
import { postpaidRpc } from "#transport/postpaid/postpaid-rpc";
import { resellersRpc } from "#transport/resellers/resellers-rpc";
import { rulesRpc } from "#transport/rules/rules-rpc";
import { settingAside } from "#transport/set-aside";
import { timer } from "#transport/timer";
import { usageReports } from "#transport/usage-reports";
import { vouchersRpc } from "#transport/vouchers/vouchers-rpc";

const minuteMs = 60_000;
const rulesMs = 10_000;

export const billingEngine: ServiceModule<BillingConfig> = {
  name: "billing-engine",
  offers: [
    BillingService,
    PostpaidService,
    VoucherService,
    ResellerService,
    ApprovalService,
    RulesService,
    PlanMigrationService,
    ManyCustomersService,
    BillingPersonalData,
    BillingEvents,
  ],
  database: billingDatabase,
  readConfig: readBillingConfig,
  async start({ config, peers, clock, log, metrics }) {
    const sql = connect(config.databaseUrl, { name: "billing-engine", max: config.databaseConnections });
    const customerByPhone = customerByPhoneIn(peers.client(IdentityService));
    const useCases = billingUseCases({ config, sql, clock, log, metrics, customerByPhone });
    const { currency, zone, supplier, publicUrl } = config;
    const door = {
      ...useCases,
      clock,
      currency,
      zone,
      supplierNow: supplierOfSettings({ peers, configured: supplier, clock, log }),
      publicUrl,
      hasPeppers: config.voucherPeppers.length > 0,
    };
    const feed = serveFeed({ sql, listenUrl: config.databaseUrl, log });
    if (supplier.vatNumber === null && config.vatBasisPoints > 0n)
      log.warn(
        "VAT is charged and BEACOM_OPERATOR_VAT_NUMBER is not set: without one in the settings no invoice can be handed over",
      );
    const open: { close(): Promise<void> }[] = [];

    return {
      routes(router) {
        router.service(BillingService, billingRpc(door));
        router.service(PostpaidService, postpaidRpc(door));
        router.service(VoucherService, vouchersRpc(door));
        router.service(ResellerService, resellersRpc(door));
        router.service(ApprovalService, approvalsRpc(door));
        router.service(RulesService, rulesRpc(door));
        router.service(PlanMigrationService, planMigrationRpc(door));
        router.service(ManyCustomersService, manyCustomersRpc(door));
        router.service(BillingPersonalData, personalDataRpc(billingPersonalData(sql)));
        router.service(BillingEvents, { follow: (request, context) => feed.follow(request, context) });
      },
      async listen() {
        if (await useCases.projections.isOld()) {
          const { events, rowsPutRight } = await useCases.projections.rebuild();
          log.info({ events, rowsPutRight }, "the projections of an earlier version were rebuilt");
        }
        await useCases.rules.known.refresh();
        // Every effect has a key or a cumulative counter of its own, so events may come again after a crash.
        const feeds = [
          { name: "identity", source: peers.client(IdentityEvents).follow, apply: customersVerified(useCases) },
          {
            name: "payments",
            source: peers.client(PaymentsEvents).follow,
            apply: paymentsReceived({ ...useCases, metrics }),
          },
          {
            name: "radius",
            source: peers.client(RadiusEvents).follow,
            apply: usageReports({ ...useCases, clock, log, metrics }),
          },
        ];
        for (const { name, source, apply } of feeds) {
          const aside = settingAside({ source: name, apply, setAside: useCases.setAside, log, metrics });
          const follower = follow({ name, source, apply: aside.apply, sql, log, idempotent: true });
          metrics.gauge(`beacom_billing_behind_${name}_events`, `Events of ${name} not applied yet`, [], () => {
            const { head, position } = follower.lag();
            return Number(head - position);
          });
          const everyMs = config.retrySeconds * 1000;
          open.push(follower, timer({ name: `retry ${name}`, everyMs, run: aside.retry, log }));
        }
        const { expireBundles, reviewWindows, sharing, rules } = useCases;
        const everyMs = config.expirySeconds * 1000;
        open.push(timer({ name: "rules", everyMs: rulesMs, run: rules.known.refresh, log }));
        open.push(timer({ name: "expiry", everyMs, run: expireBundles, log }));
        open.push(timer({ name: "windows", everyMs, run: reviewWindows, log }));
        open.push(timer({ name: "shared bundles", everyMs, run: () => sharing.tellMembers(), log }));
        const { vouchers, approvals, postpaid } = useCases;
        open.push(timer({ name: "postpaid", everyMs: minuteMs, run: postpaid.lookAfterCustomers, log }));
        open.push(timer({ name: "vouchers", everyMs: minuteMs, run: vouchers.expire, log }));
        open.push(timer({ name: "voucher codes", everyMs: minuteMs, run: vouchers.forgetOld, log }));
        open.push(timer({ name: "proposals", everyMs: minuteMs, run: approvals.lapse, log }));
      },
      ready: () =>
        sql`select 1`.then(
          () => undefined,
          () => "the database does not answer",
        ),
      async close() {
        await Promise.all(open.map((part) => part.close()));
        await feed.close();
        await useCases.close();
        await sql.end({ timeout: 5 });
      },
    };
  },
};
