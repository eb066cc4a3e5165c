import type { Supplier } from "@beacom/documents";
import type { Currency } from "@beacom/money";
import type { FetchCodesUseCase, ForgetCodesUseCase } from "#application/vouchers/fetch-codes";
import type { GenerateVouchersUseCase } from "#application/vouchers/generate-vouchers";
import type { LookUpVoucherUseCase } from "#application/vouchers/look-up-voucher";
import type {
  HandOverVouchersUseCase,
  PrintVouchersUseCase,
  TakeBackVouchersUseCase,
} from "#application/vouchers/move-vouchers";
import type { RedeemVoucherUseCase } from "#application/vouchers/redeem-voucher";
import type { SellVouchersUseCase } from "#application/vouchers/sell-vouchers";
import type { VoucherViews } from "#application/vouchers/views";
import type { VoucherCardsUseCase } from "#application/vouchers/voucher-cards";

export type VoucherDoor = {
  readonly vouchers: {
    readonly views: VoucherViews;
    readonly generate: GenerateVouchersUseCase;
    readonly fetchCodes: FetchCodesUseCase;
    readonly forgetCodes: ForgetCodesUseCase;
    readonly cards: VoucherCardsUseCase;
    readonly print: PrintVouchersUseCase;
    readonly handOver: HandOverVouchersUseCase;
    readonly takeBack: TakeBackVouchersUseCase;
    readonly sell: SellVouchersUseCase;
    readonly redeem: RedeemVoucherUseCase;
    readonly lookUp: LookUpVoucherUseCase;
  };
  readonly currency: Currency;
  readonly zone: string;
  /** Without a pepper no code can be made. */
  readonly hasPeppers: boolean;
  /** Who sells the cards, and where their codes are typed in. */
  readonly supplierNow: () => Promise<Supplier>;
  readonly publicUrl: string | null;
};
