import { readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { AfterExhaustion, BillingService } from "@beacom/proto/billing/v1/billing";
import { IdentityService } from "@beacom/proto/identity/v1/identity";
import { RadiusService } from "@beacom/proto/radius/v1/radius";
import { Code, ConnectError } from "@connectrpc/connect";
import { type DataFolder, writeWhole } from "#installation/data-folder";
import type { Ports } from "#installation/ports";
import { readablePassword, type Secrets } from "#installation/secrets";
import type { ServicePeers } from "#installation/service-peers";

/** The passwords are in here only until they have been shown; then nobody but their owner knows them. */
export type DemoOperator = {
  customer: { name: string; phone: string; email: string; password?: string };
  staff: { name: string; email: string; password?: string };
  nas: { address: string };
  seeded: boolean;
};

const dayS = 86_400n;
const mega = 1_000_000n;
const giga = 1_000_000_000n;

/** Three that differ in everything a plan can differ in: price, octets, validity, speed and what happens when they are used up. */
export const demoPlans = [
  {
    idempotencyKey: "demo-plan-1gb-week",
    name: "1 GB for a week",
    price: { minorUnits: 2_900n, currency: "ZAR" },
    octets: giga,
    validitySeconds: 7n * dayS,
    rate: { downBitsPerSecond: 10n * mega, upBitsPerSecond: 5n * mega },
    afterExhaustion: AfterExhaustion.THROTTLE,
    throttledRate: { downBitsPerSecond: 512_000n, upBitsPerSecond: 256_000n },
  },
  {
    idempotencyKey: "demo-plan-5gb-month",
    name: "5 GB for 30 days",
    price: { minorUnits: 9_900n, currency: "ZAR" },
    octets: 5n * giga,
    validitySeconds: 30n * dayS,
    rate: { downBitsPerSecond: 20n * mega, upBitsPerSecond: 10n * mega },
    afterExhaustion: AfterExhaustion.WALLED_GARDEN,
  },
  {
    idempotencyKey: "demo-plan-250mb-day",
    name: "250 MB for a day",
    price: { minorUnits: 900n, currency: "ZAR" },
    octets: 250n * mega,
    validitySeconds: dayS,
    rate: { downBitsPerSecond: 4n * mega, upBitsPerSecond: 2n * mega },
    afterExhaustion: AfterExhaustion.DISCONNECT,
  },
];

export function readDemo(folder: DataFolder): DemoOperator | undefined {
  try {
    return JSON.parse(readFileSync(folder.demo, "utf8")) as DemoOperator;
  } catch {
    return undefined;
  }
}

/** Once the table with the passwords has been printed. */
export function forgetPasswords(folder: DataFolder, demo: DemoOperator): void {
  const { password: _customers, ...customer } = demo.customer;
  const { password: _staffs, ...staff } = demo.staff;
  writeWhole(folder.demo, `${JSON.stringify({ ...demo, customer, staff }, null, 2)}\n`);
}

/** Everything is asked for under a fixed idempotency key, and the passwords are written down before they are used: an interrupted start goes on where it was. */
export async function seedDemo(options: {
  folder: DataFolder;
  secrets: Secrets;
  ports: Ports;
  peers: ServicePeers;
}): Promise<DemoOperator> {
  const before = readDemo(options.folder);
  const demo = before ?? newDemo();
  if (!before) writeWhole(options.folder.demo, `${JSON.stringify(demo, null, 2)}\n`);
  const { peers } = options;
  // The port may be another one than at the last start.
  await peers.radius(RadiusService).putNas({
    name: "demo-nas",
    address: demo.nas.address,
    secret: options.secrets.demoNasSecret,
    vendor: "mikrotik",
    coaPort: options.ports.nasCoa,
    requireMessageAuthenticator: "auto",
  });
  if (demo.seeded) return demo;
  const billing = peers.core(BillingService);
  for (const plan of demoPlans) await billing.publishPlan(plan);
  const identity = peers.core(IdentityService);
  const customer = await identity.createVerifiedCustomer({
    ...demo.customer,
    idempotencyKey: "demo-customer",
    language: "en",
  });
  await identity.createFirstStaff(demo.staff).catch((error: unknown) => {
    // There is one already: made by an earlier start that was interrupted, or by the operator.
    const isThere = [Code.AlreadyExists, Code.FailedPrecondition].includes(ConnectError.from(error).code);
    if (!isThere) throw error;
  });
  await accountOpens(peers, customer.customerId);
  const seeded = { ...demo, seeded: true };
  writeWhole(options.folder.demo, `${JSON.stringify(seeded, null, 2)}\n`);
  return seeded;
}

/** Opening the account and making the credential are effects of events: wait until both are there, so that the first sign-in finds them. */
async function accountOpens(peers: ServicePeers, customerId: string): Promise<void> {
  const untilMs = Date.now() + 20_000;
  for (;;) {
    try {
      await peers.core(BillingService).getAccount({ customerId });
      await peers.radius(RadiusService).getCredential({ customerId });
      return;
    } catch (error) {
      if (Date.now() > untilMs || ConnectError.from(error).code !== Code.NotFound) throw error;
      await pause(50);
    }
  }
}

const newDemo = (): DemoOperator => ({
  customer: {
    name: "Thandi Mokoena",
    phone: "+27821234567",
    email: "thandi@example.org",
    password: readablePassword(),
  },
  staff: { name: "Operator", email: "operator@example.org", password: readablePassword() },
  nas: { address: "127.0.0.1" },
  seeded: false,
});
