import { billingUseCases, readBillingConfig } from "@beacom/billing-engine";
import { connect } from "@beacom/postgres";
import { IdentityService } from "@beacom/proto/identity/v1/identity";
import { valueOf } from "@beacom/result";
import { openLog } from "@beacom/runtime";
import type { Person } from "#api/requests";
import type { Whole } from "#api/whole-installation";

const sessionsOfEach = 40;
const topUpsOfEach = 10;
const password = "bench-password-of-nobody";

/** People who can sign in, among others who cannot: each with bundles, sessions and a statement of a few pages. */
export async function seed(
  installation: Whole,
  { people, others }: { readonly people: number; readonly others: number },
): Promise<Person[]> {
  const identity = installation.peers.core(IdentityService);
  const signedIn: Person[] = [];
  for (let n = 0; n < people; n++) {
    const phone = `+2782${String(2_000_000 + n)}`;
    const form = { name: `Person ${n}`, phone, email: `person${n}@example.org`, password, language: "en" };
    const { customerId } = await identity.createVerifiedCustomer({ ...form, idempotencyKey: `bench-${n}` });
    const { accessToken } = await identity.signIn({ identifier: phone, password, device: "bench" });
    signedIn.push({ customerId, token: accessToken });
  }
  const strangers = Array.from({ length: others }, (_, n) => `cus_${String(n).padStart(26, "0")}`);
  await use(installation, [...signedIn.map(({ customerId }) => customerId), ...strangers]);
  return signedIn;
}

/** As a second process of the billing engine: what it writes is what the service itself would have written. */
async function use(installation: Whole, customerIds: readonly string[]): Promise<void> {
  const config = readBillingConfig({ BILLING_DATABASE_URL: installation.databaseOf("billing") });
  const sql = connect(config.databaseUrl, { max: 4, name: "bench" });
  const engine = billingUseCases({ config, sql, clock: () => new Date(), log: openLog({ level: "error" }) });
  try {
    const plan = (await engine.plans.all())[0];
    if (!plan) throw new Error("the demo operator has no plans");
    const each = async (customerId: string) => {
      for (let n = 0; n < topUpsOfEach; n++) {
        const payment = { customerId, paymentId: `pay_${customerId}_${n}`, provider: "paystack", amountCents: 10_000n };
        valueOf(await engine.creditPayment({ ...payment, currency: "ZAR", planId: n % 2 === 0 ? plan.planId : "" }));
      }
      const now = Date.now();
      const reports = Array.from({ length: sessionsOfEach }, (_, n) => ({
        sessionId: `ses_${customerId.slice(4, 24)}${String(n).padStart(6, "0")}`,
        startedAt: new Date(now - (sessionsOfEach - n) * 60_000),
        reportedAt: new Date(now),
        endedAt: n === sessionsOfEach - 1 ? null : new Date(now),
        octetsDown: 1_000_000n,
        octetsUp: 100_000n,
      }));
      await engine.chargeUsage(customerId, reports);
    };
    const together = 200;
    for (let first = 0; first < customerIds.length; first += together)
      await Promise.all(customerIds.slice(first, first + together).map(each));
    await sql`vacuum analyze`;
  } finally {
    await engine.close();
    await sql.end({ timeout: 5 });
  }
}
