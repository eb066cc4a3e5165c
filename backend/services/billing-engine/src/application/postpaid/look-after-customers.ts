import { type Clock, localDate } from "@beacom/time";
import type { WorkerUseCase } from "#application/postpaid/workers";

/**
 * What a day brings: cycles end, reminders go out, subscribers of plans go on moving to others, and on the first of a month the month
 * before is earned, which is when somebody looks at its figures.
 */
export function lookAfterCustomersWith(ports: {
  closeCycles: WorkerUseCase;
  runDunning: WorkerUseCase;
  earnRevenue: WorkerUseCase;
  resumeMigrations: () => Promise<unknown>;
  clock: Clock;
  zone: string;
}): () => Promise<void> {
  const { closeCycles, runDunning, earnRevenue, resumeMigrations, clock, zone } = ports;
  let earnedOn = "";
  return async () => {
    const today = localDate(clock(), zone);
    await closeCycles();
    await runDunning();
    await resumeMigrations();
    if (!today.endsWith("-01") || earnedOn === today) return;
    await earnRevenue();
    earnedOn = today;
  };
}
