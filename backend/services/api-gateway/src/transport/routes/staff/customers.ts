import { CustomerOverviewService } from "@beacom/proto/admin/v1/customers";
import { BillingService } from "@beacom/proto/billing/v1/billing";
import { PostpaidService } from "@beacom/proto/billing/v1/postpaid";
import { IdentityService } from "@beacom/proto/identity/v1/identity";
import { ErasureService, PrivacyService } from "@beacom/proto/identity/v1/privacy";
import { RicaService } from "@beacom/proto/identity/v1/rica";
import { NotificationService } from "@beacom/proto/notification/v1/notification";
import { PaymentsService } from "@beacom/proto/payments/v1/payments";
import type { App, RouteContext } from "#transport/routes/route-context";
import { serviceRoutes } from "#transport/routes/staff/service-route";

const overview = CustomerOverviewService.method;
const billing = BillingService.method;
const postpaid = PostpaidService.method;
const identity = IdentityService.method;
const payments = PaymentsService.method;
const rica = RicaService.method;
const privacy = PrivacyService.method;
const erasure = ErasureService.method;
const of = "/v1/staff/customers/:customerId";
/** A scan of 5 MB in base 64. */
const bodyLimit = 7 * 1024 * 1024;

/** One customer, as those who help see and serve them. */
export function staffCustomerRoutes(app: App, { call }: RouteContext): void {
  serviceRoutes(app, call, "customers", [
    [`GET ${of}`, "customers.read", identity.getCustomer, "Who it is"],
    [`GET ${of}/overview`, "customers.read", overview.getCustomerOverview, "All that is known, with how it stands"],
    ["GET /v1/staff/customers/by-phone", "customers.read", identity.findCustomerByPhone, "Whose phone number it is"],
    [`GET ${of}/account`, "customers.read", billing.getAccount, "Wallet, bundles and service"],
    [`GET ${of}/usage`, "customers.read", billing.listUsage, "Usage by session, newest first"],
    [`GET ${of}/statement`, "customers.read", billing.listStatement, "Money in and out, newest first"],
    [`GET ${of}/members`, "customers.read", billing.listMembers, "Who shares the bundles"],
    [`GET ${of}/payments`, "payments.read", payments.listPayments, "Payments, newest first"],
    ["GET /v1/staff/payments/:paymentId", "payments.read", payments.getPayment, "One payment"],
    [`GET ${of}/messages`, "customers.read", NotificationService.method.listMessages, "What was sent to them"],
    [`PUT ${of}/restriction`, "customers.restrict", billing.restrictService, "Slow down, suspend or restore"],
  ]);
  serviceRoutes(app, call, "postpaid", [
    [`GET ${of}/billing`, "customers.read", postpaid.getBilling, "What is agreed and owed"],
    [`GET ${of}/documents`, "customers.read", postpaid.listDocuments, "Invoices and credit notes, newest first"],
    [`GET ${of}/documents/:documentId`, "customers.read", postpaid.getDocument, "One of them, with its lines"],
    [`GET ${of}/pro-forma`, "customers.read", postpaid.getProForma, "What the next invoice would be"],
    [`GET ${of}/account-statement`, "customers.read", postpaid.getAccountStatement, "Invoices and payments of a time"],
    [`POST ${of}/billing`, "postpaid.manage", postpaid.openBilling, "Begin to invoice", { status: 201 }],
    [`PUT ${of}/billing/recipient`, "postpaid.manage", postpaid.changeRecipient, "To whom invoices are made out"],
    [`PUT ${of}/billing/profile`, "postpaid.manage", postpaid.changeProfile, "Terms, segment and cycle"],
    [`POST ${of}/subscriptions`, "postpaid.manage", postpaid.subscribe, "Subscribe to a plan", { status: 201 }],
    [
      `PUT ${of}/subscriptions/:subscriptionId`,
      "postpaid.manage",
      postpaid.changeSubscription,
      "Another plan or quantity",
    ],
    [`POST ${of}/subscriptions/:subscriptionId/pause`, "postpaid.manage", postpaid.pauseSubscription, "Pause it"],
    [
      `POST ${of}/subscriptions/:subscriptionId/resume`,
      "postpaid.manage",
      postpaid.resumeSubscription,
      "Go on with it",
    ],
    [`POST ${of}/subscriptions/:subscriptionId/cancel`, "postpaid.manage", postpaid.cancelSubscription, "Cancel it"],
    [
      `POST ${of}/subscriptions/:subscriptionId/keep`,
      "postpaid.manage",
      postpaid.keepSubscription,
      "Take a cancellation back",
    ],
    [
      `POST ${of}/subscriptions/:subscriptionId/discounts`,
      "postpaid.manage",
      postpaid.grantDiscount,
      "Grant a discount",
    ],
    [`POST ${of}/charges`, "postpaid.manage", postpaid.addCharge, "Add a charge to the next invoice"],
    [`POST ${of}/credit-notes`, "postpaid.correct", postpaid.creditInvoice, "Credit an invoice"],
    [`POST ${of}/bank-payments`, "postpaid.payments", postpaid.recordBankPayment, "Record a payment that came by bank"],
    [`POST ${of}/bank-payments/:paymentId/reverse`, "postpaid.payments", postpaid.reversePayment, "Take one back"],
    [`POST ${of}/promises`, "postpaid.manage", postpaid.promiseToPay, "Record a promise to pay"],
    [`PUT ${of}/dunning-exemption`, "postpaid.manage", postpaid.exemptFromDunning, "Leave out of dunning for a while"],
    [`DELETE ${of}/dunning-exemption`, "postpaid.manage", postpaid.endExemption, "Dun again"],
  ]);
  serviceRoutes(app, call, "rica", [
    ["GET /v1/staff/rica/waiting", "rica.review", rica.listWaiting, "Who waits to be verified"],
    [`GET ${of}/rica`, "rica.read", rica.getStanding, "How far the verification is"],
    [`POST ${of}/rica/evidence`, "rica.review", rica.addEvidence, "Add a paper", { status: 201, bodyLimit }],
    [`POST ${of}/rica/submit`, "rica.review", rica.submit, "Hand the papers in"],
    [`POST ${of}/rica/review`, "rica.review", rica.beginReview, "Begin to look at the papers"],
    [`GET ${of}/rica/evidence/:evidenceId`, "rica.review", rica.openEvidence, "Open a paper; it is on record"],
    [`POST ${of}/rica/verify`, "rica.review", rica.verify, "Accept"],
    [`POST ${of}/rica/reject`, "rica.review", rica.reject, "Reject, with the reason"],
    [`POST ${of}/rica/end`, "rica.review", rica.endContract, "The contract has ended: retention begins"],
  ]);
  serviceRoutes(app, call, "privacy", [
    [`GET ${of}/consents`, "customers.privacy", privacy.getConsents, "What they agreed to be sent"],
    [`PUT ${of}/consents`, "customers.privacy", privacy.sayConsent, "Record what they said"],
    [`GET ${of}/exports`, "customers.privacy", privacy.listExports, "Copies of their data"],
    [`POST ${of}/exports`, "customers.privacy", privacy.askExport, "Ask for a copy in their place", { status: 201 }],
    [`POST ${of}/exports/:exportId/download`, "customers.privacy", privacy.downloadExport, "The file; it is on record"],
    [`GET ${of}/erasure`, "customers.privacy", erasure.getErasure, "Whether they are to be forgotten"],
    [`PUT ${of}/erasure`, "customers.privacy", erasure.askErasure, "Forget them, in thirty days"],
    [`DELETE ${of}/erasure`, "customers.privacy", erasure.withdrawErasure, "Keep them after all"],
  ]);
}
