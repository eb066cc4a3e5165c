export { durableCluster } from "#durable-cluster";
export { eventually } from "#eventually";
export { testDatabase } from "#test-database";
export { codeShown } from "#code-shown";
