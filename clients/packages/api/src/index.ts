export { beacom, type Beacom } from "#client";
export { securityCalls, type SecurityCalls } from "#security";
export { watchLive, type LiveEvent, type LiveState } from "#live";
export * from "#model";
export { paymentKeys, type OpenPayment } from "#payment-keys";
export { Problem } from "#problem";
