import { randomBytes } from "node:crypto";
import { createNas } from "@beacom/nas-sandbox";
import { AfterExhaustion, BillingService } from "@beacom/proto/billing/v1/billing";
import { PasskeyService } from "@beacom/proto/identity/v1/passkeys";
import { PostpaidService } from "@beacom/proto/billing/v1/postpaid";
import { VoucherService } from "@beacom/proto/billing/v1/vouchers";
import { RadiusService } from "@beacom/proto/radius/v1/radius";
import { eventually } from "@beacom/testing";
import { passkeyAuthenticator } from "../../backend/services/identity/src/testing/passkey-authenticator.ts";
import type { Installation } from "../placements/installation.ts";
import { registeredAt, type Subscriber } from "../placements/subscriber.ts";
import { good, rest } from "./rest.ts";
import type { Member } from "./team.ts";

/** What an installation needs for a household that has one of everything. */
export const householdSettings = {
  BILLING_VOUCHER_PEPPERS: `1:${randomBytes(32).toString("base64")}`,
  BEACOM_OPERATOR_NAME: "Mountain Net",
  BEACOM_OPERATOR_ADDRESS: "1 Long Street; Cape Town",
  BEACOM_OPERATOR_VAT_NUMBER: "4123456789",
};

export type Household = {
  person: Subscriber;
  name: string;
  planId: string;
  bundleId: string;
  paymentId: string;
  documentId: string;
  subscriptionId: string;
  memberId: string;
  /** At the router. */
  sessionId: string;
  /** At the portal. */
  deviceId: string;
  passkeyId: string;
  /** Of somebody else who may look at the account. */
  userId: string;
  batchId: string;
  voucherCode: string;
};

const rand = (minorUnits: bigint) => ({ minorUnits, currency: "ZAR" });
const rate = { downBitsPerSecond: 10_000_000n, upBitsPerSecond: 5_000_000n };

/** A customer with a bundle that is shared, money, payments, an invoice, a redeemed voucher, a passkey and a session that is open now. */
export async function householdAt(here: Installation, owner: Member): Promise<Household> {
  const { gateway, peers } = here;
  const billing = peers.client(BillingService);
  const name = "Thandeka Mokoena-Zwane";
  const terms = { octets: 5_000_000_000n, validitySeconds: 604_800n, rate, price: rand(2_900n), members: 3 };
  const { planId } = await billing.publishPlan({
    ...terms,
    idempotencyKey: crypto.randomUUID(),
    name: "5 GB for the family",
    afterExhaustion: AfterExhaustion.WALLED_GARDEN,
  });
  const person = await registeredAt(gateway, name);
  await person.reaches("walled-garden");
  const { paymentId } = await person.pay(2_900, planId);
  here.paystack.pay(paymentId);
  await person.settled(paymentId);
  await person.reaches("full");
  const asPerson = rest(gateway, person.accessToken);

  const { code, batchId } = await voucherFrom(here, owner);
  good(await asPerson("POST", "/v1/me/vouchers", { code }));
  const member = await registeredAt(gateway, "Sibusiso Dube");
  await member.reaches("walled-garden");
  const { members } = good<{ members: { memberId: string }[] }>(
    await asPerson("POST", "/v1/me/sharing/members", { phone: member.phone, limitOctets: null }),
  );
  const sessionId = await onlineAt(here, person);
  const { bundles } = good<{ bundles: { bundleId: string }[] }>(await asPerson("GET", "/v1/me/account"));
  return {
    person,
    name,
    planId,
    bundleId: bundles[0]!.bundleId,
    paymentId,
    ...(await signingIn(here, person)),
    ...(await invoiced(here, person.customerId)),
    memberId: members[0]!.memberId,
    sessionId,
    batchId,
    voucherCode: code,
  };
}

async function signingIn({ gateway, peers }: Installation, { accessToken }: Subscriber) {
  const passkeys = peers.client(PasskeyService);
  const asPerson = { headers: { authorization: `Bearer ${accessToken}` } };
  const authenticator = passkeyAuthenticator({ origin: gateway });
  const attestation = authenticator.create(await passkeys.beginRegistration({}, asPerson));
  const { passkey } = await passkeys.finishRegistration({ attestation, name: "of Thandeka's phone" }, asPerson);
  const { devices } = good<{ devices: { sessionId: string }[] }>(
    await rest(gateway, accessToken)("GET", "/v1/me/security/devices"),
  );
  const user = { phone: "+27845550000", name: "Nomvula Khumalo", level: "view" };
  const { users } = good<{ users: { userId: string }[] }>(
    await rest(gateway, accessToken)("POST", "/v1/me/users", user),
  );
  return { passkeyId: passkey!.passkeyId, deviceId: devices[0]!.sessionId, userId: users[0]!.userId };
}

async function voucherFrom({ peers }: Installation, owner: Member) {
  const vouchers = peers.client(VoucherService);
  const asOwner = { headers: { authorization: `Bearer ${owner.accessToken}` } };
  const worth = { worth: { case: "face" as const, value: rand(5_000n) }, salePrice: rand(5_000n) };
  const order = { ...worth, count: 2, validYears: 3, idempotencyKey: crypto.randomUUID() };
  const { batchId } = await vouchers.generateVouchers(order, asOwner);
  const { codes } = await vouchers.fetchVoucherCodes({ batchId }, asOwner);
  const ranges = [{ first: 1, last: 2 }];
  await vouchers.printVouchers({ batchId, ranges, idempotencyKey: crypto.randomUUID() }, asOwner);
  const sale = { batchId, ranges, receipt: "till 1", idempotencyKey: crypto.randomUUID() };
  await vouchers.sellVouchers(sale, asOwner);
  return { batchId, code: codes[0]! };
}

/** From now on this customer pays by invoice, and has one. */
export async function invoiced({ peers }: Installation, customerId: string) {
  const postpaid = peers.client(PostpaidService);
  const recipient = { name: "T Mokoena-Zwane", addressLines: ["12 Vilakazi Street", "Soweto"], vatNumber: "" };
  await postpaid.openBilling({ customerId, termsDays: 7, recipient });
  const { planId } = await peers.client(BillingService).publishPlan({
    idempotencyKey: crypto.randomUUID(),
    name: "Fibre 50",
    kind: "postpaid",
    price: rand(69_000n),
    octets: 100_000_000_000n,
    validitySeconds: 2_592_000n,
    rate,
    afterExhaustion: AfterExhaustion.WALLED_GARDEN,
  });
  const order = { customerId, planId, quantity: 1, billing: "in-advance", idempotencyKey: crypto.randomUUID() };
  const { subscriptionId, outcome } = await postpaid.subscribe(order);
  return { subscriptionId, documentId: outcome!.invoiceIds[0]! };
}

/** A session of somebody's line that stays open; the router that it is at is gone when this returns. */
async function onlineAt({ peers, authPort, acctPort }: Installation, person: Subscriber): Promise<string> {
  const secret = "authorisation-nas-secret";
  const at = { server: "127.0.0.1", authPort, acctPort, secret, coaPort: 0, identifier: "tower-1" };
  const nas = await createNas(at);
  try {
    const { coaPort } = nas;
    const radius = peers.client(RadiusService);
    await radius.putNas({ name: "tower-1", address: "127.0.0.1", secret, vendor: "mikrotik", coaPort });
    const credential = await person.credential();
    await eventually(async () => {
      const login = await nas.login({ ...credential, method: "pap" });
      if (!login.ok || !(await login.value.start()).ok) throw new Error(JSON.stringify(login));
      await login.value.interim({ octetsDown: 9_000_000n, octetsUp: 1_000_000n });
    });
    await person.when(person.usage, ({ sessions }) => {
      if (sessions.length === 0) throw new Error("no use is shown");
    });
    const { sessions } = await radius.listSessions({ customerId: person.customerId });
    return sessions[0]!.sessionId;
  } finally {
    await nas.close();
  }
}
