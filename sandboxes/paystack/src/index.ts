export { Behaviour, type BehaviourInput } from "#behaviour";
export { createPaystackSandbox, type PaystackSandbox, type SandboxOptions } from "#sandbox";
export type { Transaction } from "#transactions";
