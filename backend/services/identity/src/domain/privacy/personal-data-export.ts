import { ok, type Result, refuse } from "@beacom/result";

/** A copy of everything that is kept about a customer. */
export type PersonalDataExport = {
  exportId: string;
  customerId: string;
  askedAt: Date;
  askedBy: string;
  attempts: number;
  /** Undefined while it is being made. */
  made: { at: Date; goodUntil: Date; octets: number; missing: readonly string[] } | undefined;
};

const hour = 3_600_000;
/** Making one asks every service: once a day is enough for a person, and too little for somebody who wants to do harm with it. */
export const hoursBetweenExports = 24;
export const daysKept = 7;
/** A service that is away is asked again each hour; after this many times the copy is handed out without it, and says so. */
const mostAttempts = 6;

export type ExportRefusal = { kind: "customer-erased" } | { kind: "too-many-exports"; nextAt: Date };

/** Whoever asks again while one is being made gets that one. */
export function decideExport(
  latest: PersonalDataExport | undefined,
  asked: { exportId: string; customerId: string; by: string; at: Date },
): Result<PersonalDataExport, ExportRefusal> {
  const { exportId, customerId, by, at } = asked;
  if (latest && !latest.made) return ok(latest);
  const nextAt = latest && new Date(latest.askedAt.getTime() + hoursBetweenExports * hour);
  if (nextAt && nextAt > at) return refuse({ kind: "too-many-exports", nextAt });
  return ok({ exportId, customerId, askedAt: at, askedBy: by, attempts: 0, made: undefined });
}

/** Whether a copy without these services' parts is to be handed out now. */
export const isMade = (wanted: PersonalDataExport, missing: readonly string[]): boolean =>
  missing.length === 0 || wanted.attempts + 1 >= mostAttempts;

export const goodUntil = (madeAt: Date): Date => new Date(madeAt.getTime() + daysKept * 24 * hour);
