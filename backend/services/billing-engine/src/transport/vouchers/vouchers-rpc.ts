import type { GenerateVouchersRequest, MoveVouchersRequest, VoucherService } from "@beacom/proto/billing/v1/vouchers";
import type { Result } from "@beacom/result";
import { callerOf, currentTraceparent, isInScope, requireOwn, requirePermission, requireScope } from "@beacom/runtime";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import type { HandlerContext, ServiceImpl } from "@connectrpc/connect";
import type { VoucherOrder } from "#application/vouchers/generate-vouchers";
import type { MoveVouchersRefusal } from "#application/vouchers/move-vouchers";
import { amountAsked, amountIfAsked, idAsked, pageSize, textAsked } from "#transport/asked";
import { refusalsIn, refusedAs } from "#transport/refusals";
import type { VoucherDoor } from "#transport/vouchers/voucher-door";
import { sheetsOf } from "#transport/vouchers/voucher-sheets";
import { staffOf } from "#transport/who-asks";
import { moneyMessage } from "#wire/billing-wire";
import { batchMessage, voucherMessage } from "#wire/vouchers-wire";

/** A batch whose vouchers were sold one by one has as many ranges, which would not fit into one message. */
const mostRanges = 1_000;

export function vouchersRpc(door: VoucherDoor): ServiceImpl<typeof VoucherService> {
  const { vouchers, currency, hasPeppers } = door;
  const { answered } = refusalsIn(currency);

  async function batchNow(batchId: string) {
    const batch = await vouchers.views.batch(batchId);
    if (!batch) throw refusedAs("batch-unknown");
    return batch;
  }

  /** Moves vouchers in the name of the one who asks, and answers with where they all are then. */
  const moving =
    (
      permission: string,
      move: (
        asked: ReturnType<typeof moveOf> & { readonly staffId: string },
      ) => Promise<Result<void, MoveVouchersRefusal>>,
    ) =>
    async (request: MoveVouchersRequest, context: HandlerContext) => {
      const { staffId } = staffOf(context, permission);
      // Whoever is there for some resellers moves nothing of others, and nothing that is nobody's yet.
      requireScope(context, "resellers", request.resellerId);
      answered(await move({ ...moveOf(request), staffId }));
      return batchMessage(await batchNow(request.batchId));
    };

  return {
    async redeemVoucher({ customerId, code, address, mac }, context) {
      requireOwn(context, customerId);
      // What a person's own call says of where it comes from, anybody can make up to be counted as another.
      const isBelieved = callerOf(context).kind === "service";
      const guesser = {
        customerId: idAsked(customerId),
        address: isBelieved ? address : "",
        mac: isBelieved ? mac : "",
      };
      const redeemed = answered(await vouchers.redeem({ ...guesser, code, traceparent: currentTraceparent() ?? "" }));
      return {
        worth: moneyMessage(redeemed.faceCents, redeemed.currency),
        available: moneyMessage(redeemed.availableCents, redeemed.currency),
        planId: redeemed.plan?.planId ?? "",
        planActivated: redeemed.plan?.isActivated ?? false,
        repeated: redeemed.isRepeated,
      };
    },
    async generateVouchers(request, context) {
      const { staffId } = staffOf(context, "vouchers.manage");
      requireScope(context, "resellers", request.resellerId);
      if (!hasPeppers) throw refusedAs("vouchers-not-set-up");
      const order = orderOf(request, door);
      const { batchId, codesUntil } = answered(
        await vouchers.generate({ order, staffId, idempotencyKey: request.idempotencyKey }),
      );
      return { batchId, ...(codesUntil && { codesUntil: timestampFromDate(codesUntil) }) };
    },
    async fetchVoucherCodes({ batchId }, context) {
      const { staffId } = staffOf(context, "vouchers.manage");
      const { codes, availableUntil } = answered(await vouchers.fetchCodes({ batchId: idAsked(batchId), staffId }));
      return { codes: [...codes], availableUntil: timestampFromDate(availableUntil) };
    },
    async *makeVoucherSheets({ batchId, language, format }, context) {
      const { staffId } = staffOf(context, "vouchers.manage");
      const sheets = sheetsOf(door, { format, language });
      yield* sheets(answered(await vouchers.cards({ batchId: idAsked(batchId), staffId })), batchId);
    },
    async forgetVoucherCodes({ batchId }, context) {
      const { staffId } = staffOf(context, "vouchers.manage");
      answered(await vouchers.forgetCodes({ batchId: idAsked(batchId), staffId }));
      return {};
    },
    async listVoucherBatches({ cursor, limit }, context) {
      requirePermission(context, "vouchers.read");
      const page = await vouchers.views.batches({ cursor, limit: pageSize(limit) });
      if (!page) throw refusedAs("cursor-unknown");
      const batches = page.rows
        .filter(({ resellerId }) => isInScope(context, "resellers", resellerId ?? ""))
        .map((batch) => batchMessage(batch));
      return { batches, page: { nextCursor: page.nextCursor ?? "" } };
    },
    async getVoucherBatch({ batchId, fromOrdinal }, context) {
      requirePermission(context, "vouchers.read");
      const batch = await batchNow(idAsked(batchId));
      requireScope(context, "resellers", batch.resellerId ?? "");
      // An ordinal beyond what the database can hold names no voucher.
      const from = Math.min(Math.max(fromOrdinal, 1), 2 ** 31 - 1);
      const ranges = await vouchers.views.ranges(batchId, { from, limit: mostRanges + 1 });
      return batchMessage(batch, {
        ranges: ranges.slice(0, mostRanges),
        nextOrdinal: ranges[mostRanges]?.first ?? 0,
      });
    },
    printVouchers: moving("vouchers.manage", vouchers.print),
    handOverVouchers: moving("vouchers.manage", vouchers.handOver),
    takeBackVouchers: moving("vouchers.manage", vouchers.takeBack),
    sellVouchers: moving("vouchers.manage", vouchers.sell),
    async lookUpVoucher({ code }, context) {
      requirePermission(context, "vouchers.read");
      const voucher = answered(await vouchers.lookUp(code));
      requireScope(context, "resellers", voucher.resellerId ?? "");
      return voucherMessage(voucher);
    },
  };
}

const moveOf = ({ batchId, ranges, resellerId, receipt, idempotencyKey }: MoveVouchersRequest) => ({
  batchId: idAsked(batchId),
  ranges: ranges.map(({ first, last }) => ({ first, last })),
  resellerId: idAsked(resellerId),
  receipt: textAsked(receipt, 100),
  idempotencyKey,
});

function orderOf(request: GenerateVouchersRequest, { currency }: Pick<VoucherDoor, "currency">): VoucherOrder {
  const { worth, salePrice, count, resellerId, validYears, neverExpires, digits } = request;
  const salePriceCents = amountIfAsked(salePrice, currency);
  if (worth.case === undefined) throw refusedAs("value-missing");
  if (neverExpires && validYears !== 0) throw refusedAs("expiry-too-late");
  return {
    worth: worth.case === "face" ? { faceCents: amountAsked(worth.value, currency) } : { planId: worth.value },
    ...(salePriceCents !== undefined && { salePriceCents }),
    count,
    ...(resellerId !== "" && { resellerId: idAsked(resellerId) }),
    ...(neverExpires && { expiry: { kind: "never" } }),
    ...(validYears > 0 && { expiry: { kind: "years-after-sale", years: validYears, resaleDays: usualResaleDays } }),
    ...(digits > 0 && { codes: { alphabet: "digits", length: digits } }),
  };
}

const usualResaleDays = 365;
