import assert from "node:assert/strict";
import { ApprovalService } from "@beacom/proto/billing/v1/approvals";
import { AfterExhaustion, BillingService } from "@beacom/proto/billing/v1/billing";
import { ManyCustomersService } from "@beacom/proto/billing/v1/many_customers";
import { PlanMigrationService } from "@beacom/proto/billing/v1/plan_migration";
import { PostpaidService } from "@beacom/proto/billing/v1/postpaid";
import { ResellerService } from "@beacom/proto/billing/v1/resellers";
import { RulesService } from "@beacom/proto/billing/v1/rules";
import { VoucherService } from "@beacom/proto/billing/v1/vouchers";
import { RefusalSchema } from "@beacom/proto/common/v1/common";
import { CustomerVerifiedSchema } from "@beacom/proto/identity/v1/identity";
import { PaymentStatus, PaymentSucceededSchema } from "@beacom/proto/payments/v1/payments";
import { openLog, startServices } from "@beacom/runtime";
import { eventually, testDatabase } from "@beacom/testing";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import { Code, ConnectError } from "@connectrpc/connect";
import { billingDatabase } from "#engine";
import { billingEngine } from "#module";
import { pepper } from "#sales-fixture";
import { scriptedSources } from "#scripted-sources";

export const operator = {
  BEACOM_OPERATOR_NAME: "Karoo Fibre (Pty) Ltd",
  BEACOM_OPERATOR_ADDRESS: "1 Church Street; Beaufort West; 6970",
  BEACOM_OPERATOR_VAT_NUMBER: "4123456789",
  BEACOM_PUBLIC_URL: "https://karoo.example",
  BILLING_VOUCHER_PEPPERS: `k1:${pepper}`,
};

/** The whole service between scripted neighbours, with all its doors and a clock that the test sets. For tests. */
export async function openDoors(settings: Record<string, string> = operator) {
  const database = await testDatabase(billingDatabase);
  const time = { now: new Date("2026-06-01T08:00:00Z") };
  const clock = () => time.now;
  const sources = scriptedSources(clock);
  const running = await startServices(
    { here: [sources.module, billingEngine], elsewhere: {}, clock, log: openLog({ level: "silent" }) },
    { BILLING_DATABASE_URL: database.url, ...settings },
  );
  const { peers } = running;
  const billing = peers.client(BillingService);
  let keys = 0;
  return {
    time,
    database,
    sources,
    billing,
    postpaid: peers.client(PostpaidService),
    vouchers: peers.client(VoucherService),
    resellers: peers.client(ResellerService),
    approvals: peers.client(ApprovalService),
    rules: peers.client(RulesService),
    planMigrations: peers.client(PlanMigrationService),
    manyCustomers: peers.client(ManyCustomersService),
    key: () => `key-${++keys}`,
    /** A member of staff with these permissions, whose role allows little alone. */
    staff: (...permissions: string[]) => sources.asMember("stf_nomsa", "support", ...permissions),
    /** With a token from before there were roles. */
    staffWithoutRole: (...permissions: string[]) => sources.asStaff(...permissions),
    /** A customer with an account, and this much in the wallet. */
    async customer(customerId: string, cents = 0n) {
      sources.identity.tell(CustomerVerifiedSchema, customerId, { customerId });
      if (cents > 0n) {
        const paymentId = `pay_${customerId}_${++keys}`;
        const payment = {
          paymentId,
          customerId,
          amount: zar(cents),
          status: PaymentStatus.SUCCEEDED,
          provider: "paystack",
        };
        sources.payments.tell(PaymentSucceededSchema, paymentId, { payment, receivedAt: timestampFromDate(time.now) });
      }
      await eventually(async () => {
        assert.equal((await billing.getAccount({ customerId })).available?.minorUnits, cents);
      });
    },
    plan: (name: string, cents: bigint, kind: "prepaid" | "postpaid") =>
      billing.publishPlan({
        name,
        kind,
        price: zar(cents),
        octets: 1_000_000n,
        validitySeconds: 2_592_000n,
        rate: { downBitsPerSecond: 20_000_000n, upBitsPerSecond: 5_000_000n },
        afterExhaustion: AfterExhaustion.WALLED_GARDEN,
        idempotencyKey: name,
      }),
    async close() {
      await running.close();
      await database.close();
    },
  };
}
export type Doors = Awaited<ReturnType<typeof openDoors>>;

export const zar = (minorUnits: bigint) => ({ minorUnits, currency: "ZAR" });

/** What a refusal has to say besides its word: amounts in cents, instants in ISO 8601. */
export function factsOf(error: unknown): Record<string, unknown> {
  const [refusal] = ConnectError.from(error).findDetails(RefusalSchema);
  const facts = refusal?.facts ?? [];
  return Object.fromEntries(
    facts.map(({ name, value }) => {
      if (value.case === "amount") return [name, value.value.minorUnits];
      if (value.case === "at") return [name, new Date(Number(value.value.seconds) * 1000).toISOString()];
      return [name, value.value];
    }),
  );
}

export const refused = (call: Promise<unknown>, kind: string, code: Code, facts: Record<string, unknown> = {}) =>
  assert.rejects(call, (error) => {
    assert.ok(error instanceof ConnectError, String(error));
    assert.deepEqual([error.rawMessage, Code[error.code], factsOf(error)], [kind, Code[code], facts]);
    return true;
  });

export const needsPermission = (call: Promise<unknown>) => refused(call, "permission-missing", Code.PermissionDenied);
