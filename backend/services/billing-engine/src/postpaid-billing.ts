import { newId } from "@beacom/ids";
import { isConnectionLoss, type Sql } from "@beacom/postgres";
import type { Logger } from "@beacom/runtime";
import type { Clock } from "@beacom/time";
import { commandsDoneIn } from "#adapters/commands-done-stored";
import { dueCustomersIn } from "#adapters/postpaid/due-customers-postgres";
import { postpaidViewsIn } from "#adapters/postpaid/postpaid-views-postgres";
import { recipientsIn } from "#adapters/postpaid/recipients-postgres";
import { subscribersIn } from "#adapters/postpaid/subscribers-postgres";
import { useOnAccountIn } from "#adapters/postpaid/use-on-account-postgres";
import type { PlansOnOffer } from "#application/catalogue";
import { moveCustomerWith } from "#application/plan-migration/move-customer";
import { migrateSubscribersWith } from "#application/plan-migration/migrate-subscribers";
import { accountStatementWith } from "#application/postpaid/account-statement";
import { deliverDocumentWith } from "#application/postpaid/deliver-document";
import { lookAfterCustomersWith } from "#application/postpaid/look-after-customers";
import { makeDocumentWith } from "#application/postpaid/make-document";
import { changeRecipientWith, openBillingWith } from "#application/postpaid/open-billing";
import { payFromWalletWith } from "#application/postpaid/pay-from-wallet";
import type { PostpaidPolicies } from "#application/postpaid/policies";
import { postpaidCommandsWith } from "#application/postpaid/postpaid-commands";
import { proFormaWith } from "#application/postpaid/pro-forma";
import { receiveForInvoiceWith } from "#application/postpaid/receive-for-invoice";
import { receivePaymentWith } from "#application/postpaid/receive-payment";
import { standingWith } from "#application/postpaid/standing";
import { termsOfPlanWith } from "#application/postpaid/terms-of-plan";
import { unissuedDocumentsWith } from "#application/postpaid/unissued-documents";
import { closeCyclesWith, earnRevenueWith, runDunningWith } from "#application/postpaid/workers";
import { writeOffInvoiceWith } from "#application/postpaid/write-off-invoice";
import type { RulesKnown } from "#application/rules/rules";
import type { Streams } from "#application/streams";
import type { BillingConfig } from "#config";
import { noDunning } from "#domain/postpaid/dunning-campaign";
import { usualPolicy } from "#domain/postpaid/usual-policy";
import { campaignOf } from "#domain/rules/house-rules";

type Options = {
  rules: RulesKnown;
  config: Pick<BillingConfig, "currency" | "vatBasisPoints" | "zone">;
  sql: Sql;
  streams: Streams;
  /** For work on all customers, apart from the histories that are in memory because they are being used. */
  workStreams: Streams;
  plans: PlansOnOffer;
  clock: Clock;
  log: Logger;
  policies?: PostpaidPolicies;
};

/** Customers who use first and pay by invoice. */
export function postpaidBilling({ config, rules, sql, streams, workStreams, plans, clock, log, ...options }: Options) {
  const { currency, zone } = config;
  const policies = options.policies ?? {
    of: (segment: string) => ({
      ...usualPolicy(config),
      vatRates: rules.now().vatRates,
      campaign: campaignOf(rules.now(), segment) ?? noDunning,
    }),
  };
  const recipients = recipientsIn(sql, () => newId("invoiceRecipient"));
  const ports = { streams, useOnAccount: useOnAccountIn(sql), policies, done: commandsDoneIn(sql), clock };
  const opening = { ...ports, recipients, currency, zone };
  const failedAt = (work: string) => (customerId: string, error: unknown) => {
    // Without the database all of them would fail, and for no fault of theirs.
    if (isConnectionLoss(error)) throw error;
    log.error({ err: error, customerId, work }, "a postpaid customer cannot be looked after now");
  };
  const working = (work: "close" | "dun" | "earn") => ({
    ...ports,
    streams: workStreams,
    due: dueCustomersIn(sql),
    zone,
    failed: failedAt(work),
  });
  const views = postpaidViewsIn(sql);
  const receivePayment = receivePaymentWith(ports);
  const deliver = deliverDocumentWith(ports);
  const standing = standingWith(ports);
  const proForma = proFormaWith(ports);
  const statement = accountStatementWith({ views });
  const work = {
    closeCycles: closeCyclesWith(working("close")),
    runDunning: runDunningWith(working("dun")),
    earnRevenue: earnRevenueWith(working("earn")),
  };
  const migrateSubscribers = migrateSubscribersWith({
    postpaid: { ...ports, streams: workStreams },
    subscribers: subscribersIn(sql),
    zone,
    failed: failedAt("migrate"),
  });
  return {
    postpaid: {
      views,
      recipients,
      open: openBillingWith(opening),
      changeRecipient: changeRecipientWith(opening),
      ...postpaidCommandsWith(ports),
      receivePayment,
      receiveForInvoice: receiveForInvoiceWith({ streams, receivePayment }),
      payFromWallet: payFromWalletWith(ports),
      standing,
      termsOfPlan: termsOfPlanWith({ plans, currency }),
      proForma,
      statement,
      ...unissuedDocumentsWith({ standing, recipients, proForma, statement, clock, zone }),
      deliverDocument: deliver,
      makeDocument: makeDocumentWith({ views, recipients, deliver }),
      migrateSubscribers,
      moveCustomer: moveCustomerWith({ postpaid: ports, zone }),
      ...work,
      lookAfterCustomers: lookAfterCustomersWith({ ...work, resumeMigrations: migrateSubscribers.resume, clock, zone }),
    },
    /** For those who offer changes that need a second person. */
    writeOff: writeOffInvoiceWith({ policies }),
  };
}
