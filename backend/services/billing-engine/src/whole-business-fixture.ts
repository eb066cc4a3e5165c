import { type Result, valueOf } from "@beacom/result";
import { openLog } from "@beacom/runtime";
import { type LocalDate, startOfDate } from "@beacom/time";
import { openBooks } from "#maintenance";
import { reportOf } from "#domain/account-examples";
import { fibre50, fibre100 } from "#domain/postpaid/postpaid-examples";
import { guest, masterTerms, openSales } from "#sales-fixture";

const megabyte = 1_000_000n;
const staffId = "stf_one";

/**
 * Four years of an operator who sells in every way there is: vouchers by the house and by resellers, redeemed and expired; floats with
 * commission and a payment that the bank took back; what two people approve; contracts in advance and in arrears, with credit notes,
 * reversals, a write-off that was paid after all, fees, and use on account; rollover and reservations. For tests.
 */
export async function openWholeBusiness() {
  const sales = await openSales();
  const at = (day: LocalDate) => {
    sales.time.now = new Date(startOfDate(day).getTime() + 10 * 3_600_000);
  };
  at("2026-06-01");
  await vouchersAndResellers(sales);
  await contracts(sales, at);
  await accounts(sales, at);
  at("2031-12-01");
  await sales.vouchers.expire();
  await sales.expireBundles();
  await sales.postpaid.earnRevenue();
  const books = openBooks({ databaseUrl: sales.url, log: openLog({ level: "silent" }) });
  return {
    ...sales,
    books,
    async close() {
      await books.close();
      await sales.close();
    },
  };
}

type Sales = Awaited<ReturnType<typeof openSales>>;

async function approved(
  sales: Sales,
  request: Parameters<Sales["approvals"]["propose"]>[0]["request"],
): Promise<string> {
  const words = { reasonCode: "agreement", note: "as was agreed", staffId, role: "owner" };
  const proposal = valueOf(await sales.approvals.propose({ request, ...words, idempotencyKey: sales.key() }));
  const { approvalId } = proposal;
  if (proposal.state !== "made")
    valueOf(await sales.approvals.approve({ approvalId, staffId: "stf_two", role: "owner" }));
  return approvalId;
}

async function vouchersAndResellers(sales: Sales): Promise<void> {
  const { vouchers, resellers } = sales;
  await sales.pay("cus_a", 10_000n);
  await sales.pay("cus_b", 5_000n);
  const plan = await sales.publish("Week", { priceCents: 2_300n });
  const money = await sales.batch(5, { faceCents: 5_000n, salePriceCents: 4_500n });
  const bundles = await sales.batch(3, { planId: plan.planId });
  valueOf(await vouchers.redeem({ ...guest("cus_a"), code: money.codes[0]! }));
  valueOf(await vouchers.redeem({ ...guest("cus_b", "10.0.0.2"), code: bundles.codes[0]! }));
  await approved(sales, {
    kind: "void-vouchers",
    batchId: money.batchId,
    ranges: [{ first: 4, last: 4 }],
    reason: "stolen",
  });

  const master = await sales.reseller(100_000n);
  const terms = { kind: "sub", masterId: master, shareBasisPoints: 4_000, limits: masterTerms.limits } as const;
  const sub = await sales.reseller(50_000n, terms);
  const printed = await sales.batch(6, { faceCents: 3_000n, isSold: false });
  const some = { batchId: printed.batchId, ranges: [{ first: 1, last: 4 }] };
  valueOf(await resellers.sellVouchers({ resellerId: sub, ...some, isForResale: true, idempotencyKey: sales.key() }));
  valueOf(await vouchers.redeem({ ...guest("cus_a", "10.0.0.3"), code: printed.codes[1]! }));
  const electronic = { resellerId: sub, worth: { faceCents: 1_700n }, idempotencyKey: sales.key() };
  valueOf(await resellers.sellElectronicVoucher(electronic));
  const topUp = { resellerId: master, customer: { customerId: "cus_b" }, amountCents: 2_501n };
  valueOf(await resellers.topUpCustomer({ ...topUp, idempotencyKey: sales.key() }));
  await approved(sales, { kind: "set-credit-limit", resellerId: sub, creditLimitCents: 10_000n });
  const payment = { resellerId: sub, reference: "EFT bounced", staffId };
  valueOf(await resellers.payIn({ ...payment, amountCents: 7_000n }));
  valueOf(await resellers.returnPayment(payment));

  const adjustment = await approved(sales, { kind: "adjust-wallet", customerId: "cus_a", amountCents: 60_000n });
  await approved(sales, { kind: "adjust-wallet", customerId: "cus_b", amountCents: -777n });
  await approved(sales, { kind: "reverse-adjustment", adjustmentId: adjustment });
  await approved(sales, { kind: "give-data", customerId: "cus_b", planId: plan.planId });
}

async function contracts(sales: Sales, at: (day: LocalDate) => void): Promise<void> {
  const { postpaid } = sales;
  const done = async <T>(result: Promise<Result<T, unknown>>): Promise<T> => valueOf(await result);
  const cycle = { months: 1, day: 1 };
  for (const customerId of ["cus_firm", "cus_home"]) {
    const recipient = { name: customerId, addressLines: ["1 Long Street"], vatNumber: null };
    await done(postpaid.open({ customerId, cycle, termsDays: 7, segment: customerId.slice(4), recipient }));
    await sales.openAccount(customerId);
  }
  const fee = {
    daysAfterDue: 3,
    action: "fee",
    description: "Late payment",
    feeCents: 5_000n,
    vat: "standard",
  } as const;
  const wall = { daysAfterDue: 9, action: "walled-garden", channel: "sms", template: "service-restricted" } as const;
  const campaign = { campaignId: "with-fee", ignoreBelowCents: 0n, steps: [fee, wall] };
  await done(sales.rules.setCampaign({ segment: "home", campaign, staffId, idempotencyKey: "fees" }));

  const named = (customerId: string, subscriptionId: string) => ({
    customerId,
    subscriptionId,
    idempotencyKey: sales.key(),
  });
  await done(postpaid.subscribe({ ...named("cus_firm", "fibre"), billing: "in-advance", terms: fibre50 }));
  await done(postpaid.subscribe({ ...named("cus_home", "line"), billing: "in-arrears", terms: fibre50 }));
  const unitPrices = [{ currency: "ZAR" as const, priceCents: 19n }];
  const tariff = { kind: "pay-as-you-go" as const, allowances: [], priceCents: 0n };
  const { planId } = await sales.publish("Data", { ...tariff, tariff: { unitOctets: megabyte, unitPrices } });
  const agreed = { customerId: "cus_home", planId, payer: "invoice", limitCents: 50_000n, by: staffId } as const;
  await done(sales.outOfBundle.allow(agreed));
  at("2026-06-11");
  await sales.chargeUsage("cus_home", [reportOf("ses_home", 123n * megabyte, { reportedAt: sales.time.now })]);
  await done(postpaid.changeTerms({ ...named("cus_firm", "fibre"), terms: fibre100, when: "now" }));
  const charge = {
    chargeId: "router",
    description: "Router",
    quantity: 1,
    grossCents: 129_900n,
    vat: "standard" as const,
  };
  await done(postpaid.addCharge({ customerId: "cus_firm", ...charge, idempotencyKey: sales.key() }));
  at("2026-07-01");
  await postpaid.closeCycles();
  const bank = (paymentId: string, amountCents: bigint) => ({
    customerId: "cus_firm",
    paymentId,
    source: "bank" as const,
    reference: paymentId,
    amountCents,
    currency: "ZAR" as const,
  });
  await done(postpaid.receivePayment(bank("eft-1", 150_000n)));
  await done(postpaid.receivePayment(bank("eft-2", 99_999n)));
  const back = { customerId: "cus_firm", paymentId: "eft-2", reason: "returned", idempotencyKey: sales.key() };
  await done(postpaid.reversePayment(back));
  const credit = { invoiceId: "inv_2_cus_firm", reason: "fault", lines: [{ line: 0, grossCents: 1_234n }] };
  await done(postpaid.creditInvoice({ customerId: "cus_firm", ...credit, idempotencyKey: sales.key() }));
  for (let day = 2; day <= 31; day++) {
    at(`2026-07-${String(day).padStart(2, "0")}` as LocalDate);
    await postpaid.runDunning();
  }
  await done(postpaid.cancel({ ...named("cus_home", "line"), when: "now" }));
  await done(postpaid.cancel({ ...named("cus_firm", "fibre"), when: "next-cycle" }));
  at("2026-08-01");
  await postpaid.closeCycles();
  await postpaid.earnRevenue();
  await approved(sales, {
    kind: "write-off",
    customerId: "cus_home",
    invoiceId: "inv_1_cus_home",
    amountCents: 40_000n,
  });
  const paid = { customerId: "cus_home", paymentId: "pay_late", source: "provider" as const, reference: "T9" };
  const meantFor = [{ invoiceId: "inv_1_cus_home", amountCents: 50_000n }];
  await done(postpaid.receivePayment({ ...paid, amountCents: 50_000n, currency: "ZAR", meantFor }));
  await sales.pay("cus_firm", 30_000n);
  const documents = await postpaid.views.documents({ customerId: "cus_firm", cursor: "", limit: 10 });
  const invoiceId = documents!.rows.find(
    ({ openCents, kind }) => kind === "invoice" && openCents > 20_000n,
  )!.documentId;
  const wallet = { customerId: "cus_firm", invoiceId, amountCents: 20_000n };
  await done(postpaid.payFromWallet({ ...wallet, idempotencyKey: sales.key() }));
}

async function accounts(sales: Sales, at: (day: LocalDate) => void): Promise<void> {
  const month = await sales.publish("Month", { validity: { count: 1, unit: "month" }, priceCents: 5_750n });
  valueOf(await sales.buyBundle({ customerId: "cus_a", planId: month.planId, idempotencyKey: "month" }));
  const hold = { customerId: "cus_a", holdId: "vend-1" };
  valueOf(await sales.holds.hold({ ...hold, amountCents: 500n, purpose: "airtime", seconds: 60 }));
  valueOf(await sales.holds.commit({ ...hold, amountCents: 450n, reference: "airtime" }));
  const reservation = {
    customerId: "cus_a",
    sessionId: "ses_a",
    reservationId: "r1",
    octets: 50n * megabyte,
    seconds: 600,
  };
  valueOf(await sales.reservations.reserve(reservation));
  await sales.chargeUsage("cus_a", [reportOf("ses_a", 77n * megabyte, { reportedAt: sales.time.now })]);
  at("2026-09-01");
  await sales.expireBundles();
  at("2026-10-01");
  await sales.expireBundles();
}
