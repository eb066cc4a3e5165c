import assert from "node:assert/strict";
import { Code } from "@connectrpc/connect";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Doors, needsPermission, openDoors, operator, refused, zar } from "#door-fixture";

const thandi = "cus_thandi";
const recipient = { name: "Thandi Mokoena", addressLines: ["12 Vilakazi Street", "Soweto"] };

let doors: Doors;
beforeEach(async () => {
  doors = await openDoors();
});
afterEach(() => doors.close());

const manage = () => doors.staff("postpaid.manage");
const payments = () => doors.staff("postpaid.payments");
const at = (date: string) => (doors.time.now = new Date(`${date}T08:00:00Z`));

/** Thandi is invoiced, and has fibre for R690 a month. */
async function subscribed() {
  const { planId } = await doors.plan("Fibre 50", 690_00n, "postpaid");
  await doors.postpaid.openBilling({ customerId: thandi, termsDays: 7, recipient }, manage());
  const order = { customerId: thandi, planId, idempotencyKey: "fibre" };
  return { planId, ...(await doors.postpaid.subscribe(order, manage())) };
}
const billing = () => doors.postpaid.getBilling({ customerId: thandi });

test("a customer is invoiced, changes what he has, and staff see it all in what he owes", async () => {
  const { postpaid } = doors;
  const { subscriptionId, outcome } = await subscribed();
  assert.deepEqual(outcome?.invoiceIds, ["inv_1_cus_thandi"]);
  assert.equal(outcome.billing?.receivable?.minorUnits, 690_00n);
  expect(await billing()).toMatchObject({
    segment: "usual",
    currency: "ZAR",
    cycle: { months: 1, day: 1 },
    termsDays: 7,
    period: { from: "2026-06-01", to: "2026-07-01" },
    latestPromiseOn: "2026-07-01",
    subscriptions: [{ subscriptionId, name: "Fibre 50", quantity: 1, billing: "in-advance", startsOn: "2026-06-01" }],
  });
  const again = await postpaid.subscribe(
    { customerId: thandi, planId: outcome.billing.subscriptions[0]!.planId, idempotencyKey: "fibre" },
    manage(),
  );
  assert.deepEqual([again.subscriptionId, again.outcome?.invoiceIds], [subscriptionId, []]);

  const own = { customerId: thandi, subscriptionId };
  const faster = await doors.plan("Fibre 100", 990_00n, "postpaid");
  at("2026-06-16");
  const changed = await postpaid.changeSubscription(
    { ...own, planId: faster.planId, quantity: 2, when: "now", idempotencyKey: "faster" },
    manage(),
  );
  assert.deepEqual([changed.invoiceIds, changed.creditNoteIds], [["inv_2_cus_thandi"], ["crn_1_cus_thandi"]]);
  expect((await billing()).subscriptions).toMatchObject([{ name: "Fibre 100", quantity: 2 }]);

  const discount = { description: "Loyal", off: { case: "basisPoints" as const, value: 1_000 }, cycles: 3 };
  await postpaid.grantDiscount({ ...own, discount, idempotencyKey: "loyal" }, manage());
  expect(await postpaid.getProForma({ customerId: thandi })).toMatchObject({ gross: zar(1_782_00n) });

  at("2026-06-20");
  await postpaid.pauseSubscription({ ...own, idempotencyKey: "away" }, manage());
  assert.equal((await billing()).subscriptions[0]?.pausedFrom, "2026-06-20");
  at("2026-06-22");
  await postpaid.resumeSubscription({ ...own, idempotencyKey: "back" }, manage());
  assert.equal((await billing()).subscriptions[0]?.pausedFrom, "");
  await postpaid.cancelSubscription({ ...own, when: "next-cycle", idempotencyKey: "leave" }, manage());
  assert.equal((await billing()).subscriptions[0]?.endsOn, "2026-07-01");
  await postpaid.keepSubscription({ ...own, idempotencyKey: "stay" }, manage());
  assert.equal((await billing()).subscriptions[0]?.endsOn, "");
});

test("who, when and to whom is invoiced changes from now on", async () => {
  await subscribed();
  const { postpaid } = doors;
  const profile = { termsDays: 14, segment: "business", cycle: { months: 1, day: 0 } };
  const { billing: changed } = await postpaid.changeProfile(
    { customerId: thandi, ...profile, idempotencyKey: "1" },
    manage(),
  );
  expect(changed).toMatchObject({ termsDays: 14, segment: "business", cycle: { months: 1, day: 1 } });
  const vendor = { name: "Mokoena Motors", addressLines: ["1 Long Street"], vatNumber: "4123456780" };
  await postpaid.changeRecipient({ customerId: thandi, recipient: vendor, idempotencyKey: "2" }, manage());
  await postpaid.addCharge(
    { customerId: thandi, description: "Router", quantity: 2, amount: zar(6_000_00n), idempotencyKey: "3" },
    manage(),
  );
  expect(await postpaid.getProForma({ customerId: thandi })).toMatchObject({
    lines: [{ description: "Fibre 50" }, { description: "Router", quantity: 2, gross: zar(6_000_00n) }],
  });
  at("2026-07-01");
  await postpaid.changeProfile({ customerId: thandi, termsDays: 30, idempotencyKey: "4" }, manage());
  const html = await postpaid.makeDocument({ customerId: thandi, documentId: "inv_2_cus_thandi", format: "html" });
  const page = new TextDecoder().decode(html.content);
  for (const word of ["Tax Invoice", "Mokoena Motors", "4123456780", "Karoo Fibre", "Router"])
    assert.ok(page.includes(word), word);
});

test("money at the bank pays once for each reference, and open again is what the bank takes back", async () => {
  await subscribed();
  const { postpaid } = doors;
  const payment = {
    customerId: thandi,
    reference: "EFT 4711",
    amount: zar(700_00n),
    meantFor: [{ invoiceId: "inv_1_cus_thandi", amount: zar(690_00n) }],
  };
  const { paymentId, billing: paid } = await postpaid.recordBankPayment(payment, payments());
  assert.deepEqual([paid?.receivable?.minorUnits, paid?.credit?.minorUnits], [0n, 10_00n]);
  const again = await postpaid.recordBankPayment(payment, payments());
  assert.deepEqual([again.paymentId, again.billing?.credit?.minorUnits], [paymentId, 10_00n]);
  const other = { ...payment, amount: zar(800_00n) };
  await refused(postpaid.recordBankPayment(other, payments()), "reference-used-for-another-amount", Code.AlreadyExists);
  const reversal = { customerId: thandi, paymentId, reason: "returned", idempotencyKey: "1" };
  const reversed = await postpaid.reversePayment(reversal, payments());
  assert.equal(reversed.billing?.receivable?.minorUnits, 690_00n);
  const statement = await postpaid.getAccountStatement({ customerId: thandi, from: "2026-06-01", to: "2026-06-30" });
  assert.deepEqual(
    statement.rows.map(({ kind, reference, documentId, balance }) => [
      kind,
      reference,
      documentId,
      balance?.minorUnits,
    ]),
    [
      ["invoice", "INV-000001", "inv_1_cus_thandi", 690_00n],
      ["payment", "EFT 4711", "", -10_00n],
      ["payment-reversed", paymentId, "", 690_00n],
    ],
  );
  assert.deepEqual([statement.closing?.minorUnits, statement.ageing?.current?.minorUnits], [690_00n, 690_00n]);
});

test("a customer pays from the wallet, promises within the policy, and sees only what is his", async () => {
  await doors.customer(thandi, 500_00n);
  await subscribed();
  const { postpaid } = doors;
  const tokensOf = () => [doors.sources.as(thandi), doors.sources.as("cus_sipho")] as const;
  let [own, stranger] = tokensOf();
  const invoice = { customerId: thandi, invoiceId: "inv_1_cus_thandi" };
  await refused(
    postpaid.payFromWallet({ ...invoice, idempotencyKey: "all" }, own),
    "wallet-too-low",
    Code.FailedPrecondition,
    { missing: 190_00n },
  );
  const part = { ...invoice, amount: zar(400_00n), idempotencyKey: "part" };
  assert.equal((await postpaid.payFromWallet(part, own)).receivable?.minorUnits, 290_00n);
  assert.equal((await doors.billing.getAccount({ customerId: thandi }, own)).available?.minorUnits, 100_00n);

  at("2026-06-09");
  [own, stranger] = tokensOf();
  const promise = { customerId: thandi, amount: zar(290_00n), by: "2026-06-20", idempotencyKey: "promise" };
  const whole = { ...promise, restoresService: true };
  await refused(postpaid.promiseToPay(whole, own), "restoring-is-for-staff", Code.PermissionDenied);
  const late = { ...promise, by: "2026-08-01" };
  await refused(postpaid.promiseToPay(late, own), "promise-too-late", Code.InvalidArgument, { latest: "2026-07-09" });
  expect((await postpaid.promiseToPay(promise, own)).promise).toMatchObject({ by: "2026-06-20", amount: zar(290_00n) });

  const document = { customerId: thandi, documentId: "inv_1_cus_thandi" };
  const statement = { customerId: thandi, from: "2026-06-01", to: "2026-06-30" };
  const html = { format: "html" };
  const asked = (caller: typeof own) => [
    postpaid.getBilling({ customerId: thandi }, caller),
    postpaid.listDocuments({ customerId: thandi }, caller),
    postpaid.getDocument(document, caller),
    postpaid.makeDocument({ ...document, ...html }, caller),
    postpaid.getProForma({ customerId: thandi }, caller),
    postpaid.makeProForma({ customerId: thandi, ...html }, caller),
    postpaid.getAccountStatement(statement, caller),
    postpaid.makeAccountStatement({ ...statement, ...html }, caller),
  ];
  await Promise.all(asked(own));
  await Promise.all(asked(stranger).map((call) => refused(call, "not-yours", Code.PermissionDenied)));
  await Promise.all(asked(doors.staff("postpaid.manage")).map(needsPermission));
  await Promise.all(asked(doors.staff("customers.read")));
  const theirs = { customerId: "cus_sipho", documentId: "inv_1_cus_thandi" };
  await refused(postpaid.getDocument(theirs, stranger), "document-unknown", Code.NotFound);
  await refused(postpaid.getBilling({ customerId: "cus_sipho" }, stranger), "not-billed", Code.NotFound);
  await refused(postpaid.payFromWallet({ ...part, idempotencyKey: "x" }, stranger), "not-yours", Code.PermissionDenied);
  await refused(postpaid.promiseToPay(promise, stranger), "not-yours", Code.PermissionDenied);
});

test("what only staff do is nobody else's to do, and each needs its permission", async () => {
  await subscribed();
  const { postpaid } = doors;
  const own = { customerId: thandi, idempotencyKey: "k" };
  const calls = (caller: ReturnType<Doors["staff"]>) => [
    postpaid.openBilling({ customerId: thandi, recipient }, caller),
    postpaid.changeProfile(own, caller),
    postpaid.changeRecipient({ ...own, recipient }, caller),
    postpaid.subscribe(own, caller),
    postpaid.changeSubscription(own, caller),
    postpaid.pauseSubscription(own, caller),
    postpaid.resumeSubscription(own, caller),
    postpaid.cancelSubscription(own, caller),
    postpaid.keepSubscription(own, caller),
    postpaid.grantDiscount(own, caller),
    postpaid.addCharge(own, caller),
    postpaid.creditInvoice(own, caller),
    postpaid.recordBankPayment({ customerId: thandi }, caller),
    postpaid.reversePayment(own, caller),
    postpaid.exemptFromDunning(own, caller),
    postpaid.endExemption(own, caller),
  ];
  const asCustomer = calls(doors.sources.as(thandi));
  await Promise.all(asCustomer.map((call) => refused(call, "caller-not-allowed", Code.PermissionDenied)));
  await Promise.all(calls(doors.staff("customers.read")).map(needsPermission));
  const credit = { ...own, invoiceId: "inv_1_cus_thandi", reason: "never worked" };
  await needsPermission(postpaid.creditInvoice(credit, manage()));
  const { creditNoteIds, billing: then } = await postpaid.creditInvoice(
    { ...credit, lines: [{ line: 0, amount: zar(90_00n) }] },
    doors.staff("postpaid.correct"),
  );
  assert.deepEqual([creditNoteIds, then?.receivable?.minorUnits], [["crn_1_cus_thandi"], 600_00n]);
  await refused(
    postpaid.creditInvoice(
      { ...credit, lines: [{ line: 0, amount: zar(600_01n) }], idempotencyKey: "too much" },
      doors.staff("postpaid.correct"),
    ),
    "over-what-is-left",
    Code.FailedPrecondition,
    { line: 0n, left: 600_00n },
  );
  const exempted = await postpaid.exemptFromDunning({ ...own, until: "2026-07-31", reason: "in hospital" }, manage());
  assert.equal(exempted.billing?.exemption?.until, "2026-07-31");
  assert.equal((await postpaid.endExemption({ ...own, idempotencyKey: "e" }, manage())).billing?.exemption, undefined);
});

test("the first file of a document is the original, and one that could not be made uses it up for nobody", async () => {
  await subscribed();
  const { postpaid } = doors;
  const document = { customerId: thandi, documentId: "inv_1_cus_thandi" };
  const pageOf = async (language = "en") => {
    const file = await postpaid.makeDocument({ ...document, format: "html", language });
    assert.deepEqual([file.mediaType, file.name], ["text/html; charset=utf-8", "INV-000001.html"]);
    return new TextDecoder().decode(file.content);
  };
  const delivered = async () => (await postpaid.listDocuments({ customerId: thandi })).documents[0]?.delivered;
  await refused(postpaid.makeDocument({ ...document, format: "docx" }), "format-not-offered", Code.InvalidArgument);
  assert.equal(await delivered(), false);
  const isCopy = /class="mark"/;
  assert.doesNotMatch(await pageOf(), isCopy);
  assert.equal(await delivered(), true);
  assert.match(await pageOf("af-ZA"), /Belastingfaktuur|Faktuur/);
  assert.match(await pageOf("zu"), isCopy);
  await refused(
    postpaid.makeDocument({ ...document, format: "pdf", language: "not a language" }),
    "language-not-a-language",
    Code.InvalidArgument,
  );
  const pdf = await postpaid.makeDocument({ ...document, format: "pdf" });
  assert.equal(new TextDecoder("latin1").decode(pdf.content.subarray(0, 5)), "%PDF-");
  const details = await postpaid.getDocument(document);
  const found = await doors.postpaid.findDocument({ serial: "inv-000001" });
  assert.deepEqual([found.customerId, found.document?.documentId], [thandi, details.documentId]);
  for (const serial of ["INV-000002", "INV-", "EFT-1"])
    await refused(doors.postpaid.findDocument({ serial }), "document-unknown", Code.NotFound);
  expect(details).toMatchObject({ serial: "INV-000001", lines: [{ description: "Fibre 50", vatBasisPoints: 1_500 }] });
  const proForma = await postpaid.makeProForma({ customerId: thandi, format: "pdf" });
  assert.deepEqual([proForma.mediaType, proForma.name], ["application/pdf", "PRO-2026-06-01.pdf"]);
  const period = { customerId: thandi, from: "2026-06-01", to: "2026-06-30" };
  const statement = await postpaid.makeAccountStatement({ ...period, format: "html", language: "af" });
  assert.match(new TextDecoder().decode(statement.content), /Faktuur/);
});

test("an operator without an address makes no document, and the original is still to come once there is one", async () => {
  await subscribed();
  const document = { customerId: thandi, documentId: "inv_1_cus_thandi", format: "html" };
  const bare = await openDoors({ ...operator, BEACOM_OPERATOR_ADDRESS: "" });
  try {
    const { planId } = await bare.plan("Fibre 50", 690_00n, "postpaid");
    await bare.postpaid.openBilling({ customerId: thandi, recipient });
    await bare.postpaid.subscribe({ customerId: thandi, planId, idempotencyKey: "fibre" });
    await refused(bare.postpaid.makeDocument(document), "document-not-made", Code.FailedPrecondition, {
      because: "supplier-address-missing",
    });
    assert.equal((await bare.postpaid.listDocuments({ customerId: thandi })).documents[0]?.delivered, false);
  } finally {
    await bare.close();
  }
});

test("what makes no sense is refused by name", async () => {
  const { planId } = await subscribed();
  const { postpaid } = doors;
  const charge = { customerId: thandi, description: "Router", amount: zar(100n), idempotencyKey: "c" };
  const bad = (call: Promise<unknown>, kind: string) => refused(call, kind, Code.InvalidArgument);
  const noMoney = { customerId: thandi, description: "Router", idempotencyKey: "c" };
  await bad(postpaid.addCharge(noMoney, manage()), "amount-missing");
  const money = (minorUnits: bigint, currency = "ZAR") => ({ ...charge, amount: { minorUnits, currency } });
  await bad(postpaid.addCharge(money(100n, "XXX"), manage()), "currency-unknown");
  await bad(postpaid.addCharge(money(100n, "USD"), manage()), "currency-not-offered");
  await bad(postpaid.addCharge(money(-100n), manage()), "amount-not-positive");
  await bad(postpaid.addCharge(money(2n ** 62n), manage()), "amount-too-large");
  await bad(postpaid.addCharge({ ...charge, description: "a\0b" }, manage()), "text-not-accepted");
  await bad(postpaid.addCharge({ ...charge, vat: "none" }, manage()), "tax-not-known");
  await bad(postpaid.getBilling({ customerId: "cus_\0" }), "id-not-accepted");
  const order = { customerId: thandi, planId, idempotencyKey: "o" };
  await bad(postpaid.subscribe({ ...order, startsOn: "2026-02-30" }, manage()), "not-a-day");
  await bad(postpaid.subscribe({ ...order, startsOn: "9999-12-31" }, manage()), "not-a-day");
  await bad(postpaid.subscribe({ ...order, quantity: 4_000_000_000 }, manage()), "quantity-not-accepted");
  await bad(postpaid.subscribe({ ...order, billing: "weekly" }, manage()), "billing-not-known");
  await bad(postpaid.subscribe({ ...order, idempotencyKey: "" }, manage()), "idempotency-key-missing");
  const off = { case: "basisPoints" as const, value: 20_000 };
  await bad(postpaid.subscribe({ ...order, discounts: [{ off }] }, manage()), "discount-not-accepted");
  await refused(postpaid.subscribe({ ...order, planId: "pln_x" }, manage()), "plan-not-offered", Code.NotFound);
  const prepaid = await doors.plan("Daily", 10_00n, "prepaid");
  await refused(postpaid.subscribe({ ...order, planId: prepaid.planId }, manage()), "plan-not-offered", Code.NotFound);
  const own = { customerId: thandi, subscriptionId: "sub_x", idempotencyKey: "w" };
  await bad(postpaid.cancelSubscription({ ...own, when: "soon" }, manage()), "when-not-known");
  await refused(postpaid.pauseSubscription(own, manage()), "subscription-unknown", Code.NotFound);
  const profile = { customerId: thandi, idempotencyKey: "p" };
  await bad(postpaid.changeProfile({ ...profile, cycle: { months: 0, day: 1 } }, manage()), "cycle-not-accepted");
  await bad(postpaid.changeProfile({ ...profile, termsDays: 1_000 }, manage()), "terms-not-accepted");
  await bad(postpaid.changeProfile({ ...profile, segment: "VIP!" }, manage()), "segment-not-accepted");
  const vendor = { ...recipient, vatNumber: "?" };
  await bad(postpaid.changeRecipient({ ...profile, recipient: vendor }, manage()), "vat-number-not-accepted");
  await bad(postpaid.changeRecipient(profile, manage()), "recipient-missing");
  const period = { customerId: thandi, from: "2026-06-30", to: "2026-06-01" };
  await bad(postpaid.getAccountStatement(period), "period-not-accepted");
  await bad(postpaid.getAccountStatement({ ...period, from: "" }), "day-missing");
  await bad(postpaid.listDocuments({ customerId: thandi, cursor: "nonsense" }), "cursor-unknown");
  const payment = { customerId: thandi, amount: zar(100n), reference: " " };
  await bad(postpaid.recordBankPayment(payment, payments()), "reference-missing");
});
