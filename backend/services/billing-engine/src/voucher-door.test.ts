import assert from "node:assert/strict";
import { Code } from "@connectrpc/connect";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Doors, needsPermission, openDoors, operator, refused, zar } from "#door-fixture";

const thandi = "cus_thandi";

let doors: Doors;
beforeEach(async () => {
  doors = await openDoors();
});
afterEach(() => doors.close());

const press = () => doors.staff("vouchers.manage");
const order = (count: number, more: object = {}) => ({
  worth: { case: "face" as const, value: zar(50_00n) },
  count,
  idempotencyKey: doors.key(),
  ...more,
});
const move = (batchId: string, first: number, last: number, more: object = {}) => ({
  batchId,
  ranges: [{ first, last }],
  idempotencyKey: doors.key(),
  ...more,
});
const master = { voucherCommission: [{ from: zar(0n), basisPoints: 1_000 }] };
const rangesOf = async (batchId: string) =>
  (await doors.vouchers.getVoucherBatch({ batchId })).ranges.map(
    ({ range, state }) => `${range?.first}-${range?.last} ${state}`,
  );

test("a batch is generated, printed, handed over, taken back and sold, and its ranges say where each voucher is", async () => {
  const { vouchers } = doors;
  const asked = order(10);
  const { batchId, codesUntil } = await vouchers.generateVouchers(asked, press());
  assert.equal(Number(codesUntil?.seconds) * 1000, doors.time.now.getTime() + 86_400_000);
  assert.equal((await vouchers.generateVouchers(asked, press())).batchId, batchId);
  const mover = doors.staff("vouchers.manage");
  await vouchers.printVouchers(move(batchId, 1, 8), mover);
  const { resellerId } = await doors.resellers.registerReseller(
    { terms: master, idempotencyKey: "r" },
    doors.staff("resellers.manage"),
  );
  const handedOver = await vouchers.handOverVouchers(move(batchId, 1, 5, { resellerId, receipt: "R 17" }), mover);
  expect(handedOver.counts).toMatchObject({ generated: 2, printed: 3, handedOver: 5, sold: 0 });
  await vouchers.takeBackVouchers(move(batchId, 4, 5, { resellerId }), mover);
  const sold = await vouchers.sellVouchers(move(batchId, 6, 8), doors.staff("vouchers.manage"));
  assert.equal(sold.outstanding?.minorUnits, 150_00n);
  assert.deepEqual(await rangesOf(batchId), ["1-3 handed-over", "4-5 printed", "6-8 sold", "9-10 generated"]);
  const from5 = await vouchers.getVoucherBatch({ batchId, fromOrdinal: 5 });
  expect([from5.ranges.length, from5.ranges[0], from5.nextOrdinal]).toMatchObject([
    3,
    { range: { first: 4, last: 5 } },
    0,
  ]);
  const { batches } = await vouchers.listVoucherBatches({}, doors.staff("vouchers.read"));
  expect(batches).toMatchObject([{ batchId, count: 10, generatedBy: "stf_nomsa", ranges: [] }]);
  await refused(vouchers.printVouchers(move(batchId, 7, 10), mover), "vouchers-elsewhere", Code.FailedPrecondition, {
    range: "7-8",
    state: "sold",
  });
});

test("codes and cards are for who generated the batch, until they are forgotten", async () => {
  const { vouchers } = doors;
  const plan = await doors.plan("1 GB for a week", 29_00n, "prepaid");
  const { batchId } = await vouchers.generateVouchers(
    order(2, { worth: { case: "planId", value: plan.planId }, validYears: 5 }),
    press(),
  );
  const { codes } = await vouchers.fetchVoucherCodes({ batchId }, press());
  assert.equal(codes.length, 2);
  const csv = await fileOf(vouchers.makeVoucherSheets({ batchId, format: "csv" }, press()));
  assert.deepEqual(
    [csv.mediaType, csv.name],
    ["text/csv; charset=utf-8", `vouchers-${batchId.slice(-8).toUpperCase()}.csv`],
  );
  const lines = csv.text.trimEnd().split("\r\n");
  assert.equal(lines.length, 3);
  const [code = ""] = codes;
  for (const cell of [code, `https://karoo.example/v#${code.replaceAll(" ", "")}`, "1 GB for a week", "P5Y"])
    assert.ok(lines[1]?.includes(`"${cell}"`), cell);
  const pdf = await fileOf(vouchers.makeVoucherSheets({ batchId, language: "af" }, press()));
  assert.equal(pdf.mediaType, "application/pdf");
  assert.match(pdf.text, /^%PDF-/);

  const another = doors.sources.asMember("stf_sipho", "owner", "*");
  await refused(vouchers.fetchVoucherCodes({ batchId }, another), "generated-by-another", Code.PermissionDenied);
  const theirs = fileOf(vouchers.makeVoucherSheets({ batchId }, another));
  await refused(theirs, "generated-by-another", Code.PermissionDenied);
  await refused(
    fileOf(vouchers.makeVoucherSheets({ batchId, format: "docx" }, press())),
    "format-not-offered",
    Code.InvalidArgument,
  );
  await vouchers.forgetVoucherCodes({ batchId }, press());
  await refused(vouchers.fetchVoucherCodes({ batchId }, press()), "codes-gone", Code.NotFound);
});

test("a person redeems a voucher once, and staff who have its code see by whom", async () => {
  const { vouchers } = doors;
  await doors.customer(thandi);
  const { batchId } = await vouchers.generateVouchers(order(2), press());
  const [code = "", unsold = ""] = (await vouchers.fetchVoucherCodes({ batchId }, press())).codes;
  await vouchers.sellVouchers(move(batchId, 1, 1), doors.staff("vouchers.manage"));
  const own = doors.sources.as(thandi);
  const redeemed = await vouchers.redeemVoucher({ customerId: thandi, code: code.toLowerCase() }, own);
  expect(redeemed).toMatchObject({ worth: zar(50_00n), available: zar(50_00n), planId: "", repeated: false });
  assert.equal((await vouchers.redeemVoucher({ customerId: thandi, code }, own)).repeated, true);
  assert.equal((await doors.billing.getAccount({ customerId: thandi }, own)).available?.minorUnits, 50_00n);
  const seen = await vouchers.lookUpVoucher({ code }, doors.staff("vouchers.read"));
  expect(seen).toMatchObject({ batchId, ordinal: 1, state: "redeemed", customerId: thandi });
  const bad = (typed: string, kind: string) =>
    refused(vouchers.redeemVoucher({ customerId: thandi, code: typed }, own), kind, Code.InvalidArgument);
  await bad(unsold, "code-not-accepted");
  await bad("", "code-mistyped");
  await bad("x".repeat(10_000), "code-mistyped");
  const stranger = doors.sources.as("cus_sipho");
  await refused(vouchers.redeemVoucher({ customerId: thandi, code }, stranger), "not-yours", Code.PermissionDenied);
});

test("guessing is counted by the address that a service saw, and by no address that a person names", async () => {
  const { vouchers } = doors;
  const { batchId } = await vouchers.generateVouchers(order(1), press());
  const [code = ""] = (await vouchers.fetchVoucherCodes({ batchId }, press())).codes;
  const address = "203.0.113.7";
  const guess = (customerId: string, options = {}) =>
    vouchers.redeemVoucher({ customerId, code, address }, options).then(
      () => "redeemed",
      (error: unknown) => (error as { rawMessage: string }).rawMessage,
    );
  // Each as another customer, so that only the address is the same.
  const persons = Array.from({ length: 21 }, (_, index) => `cus_${index}`);
  for (const person of persons) assert.equal(await guess(person, doors.sources.as(person)), "code-not-accepted");
  for (const person of persons.slice(1)) assert.equal(await guess(`${person}_more`), "code-not-accepted");
  await refused(
    vouchers.redeemVoucher({ customerId: "cus_last", code, address }),
    "try-again-later",
    Code.ResourceExhausted,
    { retryAt: "2026-06-01T08:00:02.000Z" },
  );
});

test("each of what is done with vouchers needs its permission, and none of it is a customer's to do", async () => {
  const { vouchers } = doors;
  const { batchId } = await vouchers.generateVouchers(order(1), press());
  const calls = (caller: ReturnType<Doors["staff"]>) => [
    vouchers.generateVouchers(order(1), caller),
    vouchers.fetchVoucherCodes({ batchId }, caller),
    fileOf(vouchers.makeVoucherSheets({ batchId }, caller)),
    vouchers.forgetVoucherCodes({ batchId }, caller),
    vouchers.listVoucherBatches({}, caller),
    vouchers.getVoucherBatch({ batchId }, caller),
    vouchers.printVouchers(move(batchId, 1, 1), caller),
    vouchers.handOverVouchers(move(batchId, 1, 1), caller),
    vouchers.takeBackVouchers(move(batchId, 1, 1), caller),
    vouchers.sellVouchers(move(batchId, 1, 1), caller),
    vouchers.lookUpVoucher({ code: "x" }, caller),
  ];
  await Promise.all(calls(doors.staff("resellers.sell")).map(needsPermission));
  const asCustomer = calls(doors.sources.as(thandi));
  await Promise.all(asCustomer.map((call) => refused(call, "caller-not-allowed", Code.PermissionDenied)));
});

test("what makes no batch, and no range, is refused by name", async () => {
  const { vouchers } = doors;
  const bad = (call: Promise<unknown>, kind: string) => refused(call, kind, Code.InvalidArgument);
  const generated = (more: object, count = 1) => vouchers.generateVouchers(order(count, more), press());
  const face = (minorUnits: bigint, currency = "ZAR") => ({ worth: { case: "face", value: { minorUnits, currency } } });
  await bad(generated({}, 0), "count-not-positive");
  await bad(generated({}, 4_000_000_000), "count-too-large");
  await bad(generated({ worth: { case: undefined } }), "value-missing");
  await bad(generated(face(-1n)), "value-not-positive");
  await bad(generated(face(10n, "USD")), "currency-not-offered");
  await bad(generated(face(2n ** 50n), 100_000), "value-too-large");
  await bad(generated({ salePrice: zar(-1n) }), "sale-price-negative");
  await bad(generated({ salePrice: zar(50_01n) }), "sale-price-above-value");
  await bad(generated({ validYears: 2 }), "expiry-too-early");
  await bad(generated({ validYears: 31 }), "expiry-too-late");
  await bad(generated({ validYears: 3, neverExpires: true }), "expiry-too-late");
  await bad(generated({ digits: 6 }), "code-length-not-offered");
  await refused(generated({ resellerId: "rsl_x" }), "reseller-unknown", Code.NotFound);
  const { batchId } = await generated({}, 5);
  const print = (ranges: { first: number; last: number }[], id = batchId) =>
    vouchers.printVouchers({ batchId: id, ranges, idempotencyKey: doors.key() }, doors.staff("vouchers.manage"));
  await bad(print([]), "vouchers-not-named");
  await bad(print([{ first: 3, last: 2 }]), "vouchers-not-in-batch");
  await bad(print([{ first: 0, last: 2 }]), "vouchers-not-in-batch");
  await bad(print([{ first: 4, last: 4_294_967_295 }]), "vouchers-not-in-batch");
  await bad(
    print([
      { first: 1, last: 3 },
      { first: 3, last: 4 },
    ]),
    "vouchers-named-twice",
  );
  await bad(print([{ first: 1, last: 1 }], "vbt\0"), "id-not-accepted");
  await refused(print([{ first: 1, last: 1 }], "vbt_x"), "batch-unknown", Code.NotFound);
  await refused(
    vouchers.getVoucherBatch({ batchId: "vbt_x", fromOrdinal: 4_294_967_295 }),
    "batch-unknown",
    Code.NotFound,
  );
});

test("an operator without a pepper is told so", async () => {
  const { BILLING_VOUCHER_PEPPERS: _, ...without } = operator;
  const bare = await openDoors(without);
  try {
    const press = bare.staff("vouchers.manage");
    const worth = { case: "face" as const, value: zar(50_00n) };
    await refused(
      bare.vouchers.generateVouchers({ worth, count: 1, idempotencyKey: "1" }, press),
      "vouchers-not-set-up",
      Code.FailedPrecondition,
    );
  } finally {
    await bare.close();
  }
});

async function fileOf(parts: AsyncIterable<{ content: Uint8Array; mediaType: string; name: string }>) {
  let [text, mediaType, name] = ["", "", ""];
  for await (const part of parts) {
    text += new TextDecoder("latin1").decode(part.content);
    mediaType ||= part.mediaType;
    name ||= part.name;
  }
  return { text, mediaType, name };
}
