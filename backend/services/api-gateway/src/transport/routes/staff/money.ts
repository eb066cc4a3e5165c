import { ApprovalService } from "@beacom/proto/billing/v1/approvals";
import { BillingService } from "@beacom/proto/billing/v1/billing";
import { PlanMigrationService } from "@beacom/proto/billing/v1/plan_migration";
import { ResellerService } from "@beacom/proto/billing/v1/resellers";
import { RulesService } from "@beacom/proto/billing/v1/rules";
import { VoucherService } from "@beacom/proto/billing/v1/vouchers";
import type { App, RouteContext } from "#transport/routes/route-context";
import { serviceRoutes } from "#transport/routes/staff/service-route";

const billing = BillingService.method;
const approvals = ApprovalService.method;
const rules = RulesService.method;
const vouchers = VoucherService.method;
const resellers = ResellerService.method;
const approval = "/v1/staff/approvals/:approvalId";
const batch = "/v1/staff/voucher-batches/:batchId";
const migrations = PlanMigrationService.method;
const reseller = "/v1/staff/resellers/:resellerId";

/** Changes of money with a second person, plans, rules, vouchers, resellers, and whether the ledger holds. */
export function staffMoneyRoutes(app: App, { call }: RouteContext): void {
  serviceRoutes(app, call, "approvals", [
    ["GET /v1/staff/approvals", "approvals.read", approvals.listOpenApprovals, "What waits for a second person"],
    [
      "POST /v1/staff/approvals",
      "approvals.decide",
      approvals.proposeChange,
      "Adjust, write off, void …",
      { status: 201 },
    ],
    [`GET ${approval}`, "approvals.read", approvals.getApproval, "One of them"],
    [`POST ${approval}/approve`, "approvals.decide", approvals.approveChange, "Approve what somebody else proposes"],
    [`POST ${approval}/decline`, "approvals.decide", approvals.declineChange, "Decline it"],
    [`POST ${approval}/withdraw`, "approvals.decide", approvals.withdrawChange, "Take one's own back"],
    [
      "GET /v1/staff/subjects/:subject/approvals",
      "approvals.read",
      approvals.listApprovalsOf,
      "Changes of one subject",
    ],
  ]);
  serviceRoutes(app, call, "plans", [
    [
      "POST /v1/staff/plans",
      "plans.publish",
      billing.publishPlan,
      "Publish a plan or its next version",
      { status: 201 },
    ],
    ["DELETE /v1/staff/plans/:planId", "plans.publish", billing.withdrawPlan, "Sell it no more"],
    ["GET /v1/staff/plan-migrations", "plans.manage", migrations.listMigrations, "Migrations of subscribers"],
    [
      "POST /v1/staff/plan-migrations/preview",
      "plans.manage",
      migrations.previewMigration,
      "Whom one would move, and how",
    ],
    [
      "POST /v1/staff/plan-migrations",
      "plans.manage",
      migrations.orderMigration,
      "Move subscribers to another plan",
      { status: 201 },
    ],
  ]);
  serviceRoutes(app, call, "rules", [
    ["GET /v1/staff/rules", "rules.read", rules.getRules, "Tax rates, dunning campaigns and limits"],
    ["POST /v1/staff/rules/vat-rates", "rules.manage", rules.setVatRate, "A tax rate from a day on"],
    ["PUT /v1/staff/rules/dunning/:segment", "rules.manage", rules.setDunningCampaign, "How a segment is dunned"],
    ["DELETE /v1/staff/rules/dunning/:segment", "rules.manage", rules.removeDunningCampaign, "As everybody is"],
    ["PUT /v1/staff/rules/approvals", "rules.manage", rules.setApprovalPolicy, "Which role may do how much"],
  ]);
  serviceRoutes(app, call, "vouchers", [
    ["GET /v1/staff/voucher-batches", "vouchers.read", vouchers.listVoucherBatches, "Batches, newest first"],
    ["POST /v1/staff/voucher-batches", "vouchers.manage", vouchers.generateVouchers, "Make a batch", { status: 201 }],
    [`GET ${batch}`, "vouchers.read", vouchers.getVoucherBatch, "A batch and where its vouchers are"],
    [
      `POST ${batch}/codes`,
      "vouchers.manage",
      vouchers.fetchVoucherCodes,
      "The codes, while they are kept for printing",
    ],
    [`DELETE ${batch}/codes`, "vouchers.manage", vouchers.forgetVoucherCodes, "Forget the codes"],
    [`POST ${batch}/print`, "vouchers.manage", vouchers.printVouchers, "These were printed"],
    [`POST ${batch}/hand-over`, "vouchers.manage", vouchers.handOverVouchers, "These went to a reseller"],
    [`POST ${batch}/take-back`, "vouchers.manage", vouchers.takeBackVouchers, "These came back"],
    [`POST ${batch}/sell`, "vouchers.manage", vouchers.sellVouchers, "These were sold"],
    ["POST /v1/staff/vouchers/look-up", "vouchers.read", vouchers.lookUpVoucher, "What became of a code"],
  ]);
  serviceRoutes(app, call, "resellers", [
    ["GET /v1/staff/resellers", "resellers.read", resellers.listResellers, "Resellers"],
    ["POST /v1/staff/resellers", "resellers.manage", resellers.registerReseller, "Add one", { status: 201 }],
    [`GET ${reseller}`, "resellers.read", resellers.getReseller, "One of them"],
    [`PUT ${reseller}/terms`, "resellers.manage", resellers.changeResellerTerms, "Other terms"],
    [`GET ${reseller}/sub-resellers`, "resellers.read", resellers.listSubResellers, "Who sells under it"],
    [`POST ${reseller}/suspend`, "resellers.manage", resellers.suspendReseller, "Let it sell no more"],
    [`POST ${reseller}/reinstate`, "resellers.manage", resellers.reinstateReseller, "Let it sell again"],
    [`POST ${reseller}/float`, "resellers.manage", resellers.payIntoFloat, "It paid in"],
    [`POST ${reseller}/float/return`, "resellers.manage", resellers.returnFloatPayment, "The bank took a payment back"],
    [`GET ${reseller}/float`, "resellers.read", resellers.listFloatMovements, "What moved its float, newest first"],
    [`GET ${reseller}/settlement`, "resellers.read", resellers.settleReseller, "A month added up"],
    [`POST ${reseller}/sales/vouchers`, "resellers.sell", resellers.sellVouchersFromFloat, "Sell printed vouchers"],
    [`POST ${reseller}/sales/electronic-vouchers`, "resellers.sell", resellers.sellElectronicVoucher, "Sell a code"],
    [`POST ${reseller}/sales/top-ups`, "resellers.sell", resellers.topUpCustomer, "Top up a customer"],
  ]);
  serviceRoutes(app, call, "ledger", [
    ["POST /v1/staff/ledger/verification", "ledger.verify", billing.verifyLedger, "Check every invariant of the books"],
  ]);
}
