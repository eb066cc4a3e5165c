import type { Supplier } from "@beacom/documents";
import type { Currency } from "@beacom/money";
import type { Clock } from "@beacom/time";
import type { AccountStatementUseCase } from "#application/postpaid/account-statement";
import type { MakeDocumentUseCase } from "#application/postpaid/make-document";
import type { ChangeRecipientUseCase, OpenBillingUseCase } from "#application/postpaid/open-billing";
import type { PayFromWalletUseCase } from "#application/postpaid/pay-from-wallet";
import type { postpaidCommandsWith } from "#application/postpaid/postpaid-commands";
import type { ProFormaUseCase } from "#application/postpaid/pro-forma";
import type { ReceivePaymentUseCase } from "#application/postpaid/receive-payment";
import type { StandingUseCase } from "#application/postpaid/standing";
import type { TermsOfPlanUseCase } from "#application/postpaid/terms-of-plan";
import type { ProFormaDocumentUseCase, StatementDocumentUseCase } from "#application/postpaid/unissued-documents";
import type { PostpaidViews } from "#application/postpaid/views";

type Commands = ReturnType<typeof postpaidCommandsWith>;

/** What the door of postpaid billing opens to. Write-offs are not among it: they need a second person. */
export type PostpaidDoor = {
  readonly postpaid: Omit<Commands, "proposeWriteOff" | "approveWriteOff" | "declineWriteOff"> & {
    readonly views: PostpaidViews;
    readonly open: OpenBillingUseCase;
    readonly changeRecipient: ChangeRecipientUseCase;
    readonly receivePayment: ReceivePaymentUseCase;
    readonly payFromWallet: PayFromWalletUseCase;
    readonly standing: StandingUseCase;
    readonly termsOfPlan: TermsOfPlanUseCase;
    readonly proForma: ProFormaUseCase;
    readonly statement: AccountStatementUseCase;
    readonly makeDocument: MakeDocumentUseCase;
    readonly proFormaDocument: ProFormaDocumentUseCase;
    readonly statementDocument: StatementDocumentUseCase;
  };
  readonly clock: Clock;
  readonly zone: string;
  readonly currency: Currency;
  /** Who issues documents, and what they link to. */
  readonly supplierNow: () => Promise<Supplier>;
  readonly publicUrl: string | null;
};
