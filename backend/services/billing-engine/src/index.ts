export { exportJournal, rebuildProjections } from "#maintenance";
export { billingEngine } from "#module";
