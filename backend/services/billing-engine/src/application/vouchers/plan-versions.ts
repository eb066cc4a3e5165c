import type { Plan } from "#domain/plan";

/** Plans as they were published once, on offer or not. */
export type PlanVersions = { find(planId: string, version: number): Promise<Plan | undefined> };
