import { valueOf } from "@beacom/result";
import { openLog } from "@beacom/runtime";
import { openBilling } from "#billing-fixture";
import { after, noon, reportOf } from "#domain/account-examples";
import { openBooks } from "#maintenance";
import { accountOf } from "#application/accounts";
import { decideAdjust, decideReverseAdjustment } from "#domain/wallet";
import { streamsIn } from "#adapters/streams-event-sourced";
import { kinds } from "#adapters/kinds";
import { openStore } from "#engine";

/** An installation in which money has moved in every way that there is, and its books. For tests. */
export async function openFullBooks() {
  const billing = await openBilling();
  const log = openLog({ level: "silent" });
  const books = openBooks({ databaseUrl: billing.url, log });
  const thandi = "cus_thandi";
  const sipho = "cus_sipho";
  const small = await billing.publish("Small", { octets: 1_000n, priceCents: 1_150n, validitySeconds: 3_600n });
  const family = await billing.publish('Family, "all in"', { octets: 5_000n, priceCents: 2_301n, members: 1 });
  const tariff = { unitOctets: 100n, unitPrices: [{ currency: "ZAR" as const, priceCents: 17n }] };
  const payg = await billing.publish("=Pay as you go", { kind: "pay-as-you-go", allowances: [], tariff });
  for (const customerId of [thandi, sipho]) await billing.pay(customerId, 9_999n, small.planId);
  valueOf(await billing.buyBundle({ customerId: thandi, planId: family.planId, idempotencyKey: "family" }));
  valueOf(await billing.sharing.add({ ownerId: thandi, memberId: sipho, limitOctets: null }));

  const transfer = { customerId: thandi, toCustomerId: sipho, idempotencyKey: "1" };
  valueOf(await billing.transfers.sendMoney({ ...transfer, amountCents: 333n, currency: "ZAR" }));
  const bundleId = (await billing.views.account(thandi))!.bundles[0]!.bundleId;
  valueOf(await billing.transfers.sendData({ ...transfer, idempotencyKey: "2", bundleId, octets: 400n }));
  billing.time.now = after(60);
  await billing.chargeUsage(sipho, [reportOf("ses_sipho", 2_000n)]);
  valueOf(
    await billing.outOfBundle.allow({
      customerId: sipho,
      planId: payg.planId,
      payer: "wallet",
      limitCents: null,
      by: sipho,
    }),
  );
  billing.time.now = after(120);
  await billing.chargeUsage(sipho, [reportOf("ses_sipho", 9_000n, { reportedAt: after(120) })]);
  valueOf(
    await billing.holds.hold({
      customerId: thandi,
      holdId: "hld_1",
      amountCents: 500n,
      purpose: "airtime",
      seconds: 600,
    }),
  );
  valueOf(await billing.holds.commit({ customerId: thandi, holdId: "hld_1", amountCents: 450n, reference: "vend_1" }));
  valueOf(
    await billing.holds.hold({
      customerId: thandi,
      holdId: "hld_2",
      amountCents: 100n,
      purpose: "airtime",
      seconds: 86_400,
    }),
  );

  const store = openStore(billing.sql, log);
  const streams = streamsIn({ store, kinds, log, traceparent: () => "", keep: 10 });
  const by = { by: "stf_a", approvedBy: "stf_b", at: after(200) };
  const yesterday = after(-86_400, noon);
  valueOf(
    await streams.change({
      key: "adjust",
      read: { account: accountOf(thandi) },
      decide({ account }) {
        const given = { movementId: "adj_1", amountCents: 250n, reasonCode: "outage", effectiveAt: yesterday, ...by };
        const adjusted = valueOf(decideAdjust(account!, given));
        const more = valueOf(decideAdjust(adjusted.account, { ...given, movementId: "adj_2", amountCents: 99n }));
        const back = valueOf(decideReverseAdjustment(more.account, { movementId: "rev_2", reverses: "adj_2", ...by }));
        return { ok: true, value: { events: { account: [...adjusted.events, ...more.events, ...back.events] } } };
      },
    }),
  );
  await streams.close();
  await store.close();
  billing.time.now = after(3_700);
  await billing.expireBundles();
  return {
    ...billing,
    books,
    thandi,
    sipho,
    async close() {
      await books.close();
      await billing.close();
    },
  };
}
