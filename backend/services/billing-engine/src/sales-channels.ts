import { randomBytes } from "node:crypto";
import type { Sql } from "@beacom/postgres";
import { refuse } from "@beacom/result";
import type { Logger, Metrics } from "@beacom/runtime";
import type { Clock } from "@beacom/time";
import { approvalNotesIn } from "#adapters/approvals/approval-notes-postgres";
import { approvalViewsIn } from "#adapters/approvals/approval-views-postgres";
import { commandsDoneIn } from "#adapters/commands-done-stored";
import { resellerViewsIn } from "#adapters/resellers/reseller-views-postgres";
import { codeSecretsOf } from "#adapters/vouchers/code-secrets-peppered";
import { fraudSignalsTo } from "#adapters/vouchers/fraud-signals-metered";
import { guessGuardIn } from "#adapters/vouchers/guess-guard-postgres";
import { planVersionsIn } from "#adapters/vouchers/plan-versions-postgres";
import { voucherFilesIn } from "#adapters/vouchers/voucher-files-postgres";
import { voucherIndexIn } from "#adapters/vouchers/voucher-index-postgres";
import { voucherViewsIn } from "#adapters/vouchers/voucher-views-postgres";
import { adjustWallet, giveDataWith, reverseAdjustment } from "#application/approvals/adjust-wallet";
import {
  approveChangeWith,
  declineChangeWith,
  lapseProposalsWith,
  withdrawChangeWith,
} from "#application/approvals/decide-on-proposal";
import { describeChangeWith } from "#application/approvals/describe-change";
import type { MakeChange, MakeChanges } from "#application/approvals/make-change";
import { proposeChangeWith } from "#application/approvals/propose-change";
import { setCreditLimit } from "#application/approvals/set-credit-limit";
import { voidVouchersWith } from "#application/approvals/void-vouchers";
import type { PlansOnOffer } from "#application/catalogue";
import { payIntoFloatWith, returnPaymentWith } from "#application/resellers/pay-into-float";
import { changeResellerTermsWith, registerResellerWith } from "#application/resellers/register-reseller";
import { resellerTermsWith } from "#application/resellers/reseller-terms";
import { sellElectronicVoucherWith } from "#application/resellers/sell-electronic-voucher";
import { sellVouchersFromFloatWith } from "#application/resellers/sell-vouchers-from-float";
import { settleResellerWith } from "#application/resellers/settle-reseller";
import { reinstateResellerWith, suspendResellerWith } from "#application/resellers/suspend-reseller";
import { type CustomerByPhone, topUpCustomerWith } from "#application/resellers/top-up-customer";
import type { RulesKnown } from "#application/rules/rules";
import type { Streams } from "#application/streams";
import { expireVouchersWith } from "#application/vouchers/expire-vouchers";
import { fetchCodesWith, forgetCodesWith } from "#application/vouchers/fetch-codes";
import { forgetOldWith } from "#application/vouchers/forget-old";
import { generateVouchersWith } from "#application/vouchers/generate-vouchers";
import { lookUpVoucherWith } from "#application/vouchers/look-up-voucher";
import { handOverVouchersWith, printVouchersWith, takeBackVouchersWith } from "#application/vouchers/move-vouchers";
import { redeemVoucherWith } from "#application/vouchers/redeem-voucher";
import { sellVouchersWith } from "#application/vouchers/sell-vouchers";
import { voucherCardsWith } from "#application/vouchers/voucher-cards";
import type { BillingConfig } from "#config";
import { type GuessLimits, usualGuessLimits } from "#domain/vouchers/guess-limits";

type Options = {
  config: BillingConfig;
  rules: RulesKnown;
  sql: Sql;
  streams: Streams;
  plans: PlansOnOffer;
  clock: Clock;
  log: Logger;
  metrics?: Metrics;
  customerByPhone?: CustomerByPhone;
  guessLimits?: GuessLimits;
  /** How an invoice is written off; without it that change is not offered. */
  writeOff?: MakeChange<"write-off">;
};

/** Vouchers, resellers, and what staff may change only within limits: every way to a wallet that is not a payment. */
export function salesChannels(options: Options) {
  const { config, sql, streams, plans, clock, log, metrics, rules } = options;
  const { currency, zone } = config;
  const { vatToday } = rules;
  const secrets = codeSecretsOf(config.voucherPeppers);
  const index = voucherIndexIn(sql);
  const files = voucherFilesIn(sql);
  const versions = planVersionsIn(sql);
  const guard = guessGuardIn(sql, options.guessLimits ?? usualGuessLimits);
  const signals = fraudSignalsTo({ log, metrics });
  const done = commandsDoneIn(sql);
  const vouchers = voucherViewsIn(sql);
  const resellers = resellerViewsIn(sql);
  const approvals = approvalViewsIn(sql);
  const notes = approvalNotesIn(sql);
  const breakageVat = () => config.breakageVatBasisPoints ?? vatToday();
  const customerByPhone =
    options.customerByPhone ?? (() => Promise.resolve(refuse({ kind: "identity-not-reachable" })));
  const changes: MakeChanges = {
    "adjust-wallet": adjustWallet,
    "reverse-adjustment": reverseAdjustment,
    "give-data": giveDataWith({ plans: versions, vatToday }),
    "void-vouchers": voidVouchersWith({ streams }),
    "set-credit-limit": setCreditLimit,
    ...(options.writeOff && { "write-off": options.writeOff }),
  };
  const issuing = { streams, plans, index, secrets, clock, currency };
  const selling = { streams, views: resellers, clock, zone };
  const deciding = { streams, changes, views: approvals, done, policyNow: () => rules.now().approvals, clock };
  const fetchCodes = fetchCodesWith({ files, secrets, views: vouchers, clock });
  return {
    vouchers: {
      views: vouchers,
      generate: generateVouchersWith({ ...issuing, files, views: vouchers, random: randomBytes }),
      fetchCodes,
      forgetCodes: forgetCodesWith({ files, secrets, views: vouchers, clock }),
      print: printVouchersWith({ streams, done, clock }),
      handOver: handOverVouchersWith({ streams, done, clock }),
      takeBack: takeBackVouchersWith({ streams, done, clock }),
      sell: sellVouchersWith({ streams, done, clock }),
      redeem: redeemVoucherWith({ ...issuing, plans: versions, guard, signals, vatToday }),
      lookUp: lookUpVoucherWith({ index, secrets, views: vouchers }),
      cards: voucherCardsWith({ streams, plans: versions, fetchCodes }),
      expire: expireVouchersWith({ streams, index, clock, vatToday: breakageVat }),
      forgetOld: forgetOldWith({ files, guard, clock }),
    },
    resellers: {
      views: resellers,
      terms: resellerTermsWith({ streams }),
      register: registerResellerWith({ ...selling, currency }),
      changeTerms: changeResellerTermsWith({ streams, clock }),
      payIn: payIntoFloatWith({ streams, clock }),
      returnPayment: returnPaymentWith({ streams, clock }),
      suspend: suspendResellerWith({ streams, clock }),
      reinstate: reinstateResellerWith({ streams, clock }),
      sellVouchers: sellVouchersFromFloatWith(selling),
      sellElectronicVoucher: sellElectronicVoucherWith({ ...issuing, ...selling, vouchers }),
      topUpCustomer: topUpCustomerWith({ ...selling, customerByPhone }),
      settle: settleResellerWith({ views: resellers, zone }),
    },
    approvals: {
      views: approvals,
      notes,
      propose: proposeChangeWith({
        ...deciding,
        describe: describeChangeWith({ streams, plans, currency }),
        notes,
        zone,
      }),
      approve: approveChangeWith(deciding),
      decline: declineChangeWith(deciding),
      withdraw: withdrawChangeWith(deciding),
      lapse: lapseProposalsWith(deciding),
    },
  };
}
