export type {
  CallbackScheme,
  Charge,
  ChargeAnswer,
  ChargeOutcome,
  Notice,
  OpenAnswer,
  Order,
  PaymentProvider,
  ProviderAmount,
  ProviderCall,
  UnreadableCallback,
} from "#provider";
export { isPaystackSignature, paystackScheme, paystackSignature } from "#paystack-signature";
export { readPaystackCallback } from "#paystack-callback";
export {
  chargeOf,
  ErrorAnswer,
  InitializeAnswer,
  type InitializeRequest,
  parseJson,
  paystackReference,
  Transaction,
  VerifyAnswer,
} from "#paystack-wire";
