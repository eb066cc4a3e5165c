export { readBillingConfig } from "#config";
export { type BillingUseCases, billingDatabase, billingUseCases } from "#engine";
export { exportJournal, type OpenBooks, openBooks, rebuildProjections } from "#maintenance";
export { billingEngine } from "#module";
