import { ok, type Result, refuse } from "@beacom/result";
import { isPermission } from "#domain/permissions";

/** More rights for some hours, with a reason that somebody else has accepted. */
export type Elevation = {
  elevationId: string;
  staffId: string;
  permissions: readonly string[];
  minutes: number;
  reason: string;
  askedAt: Date;
  decided: { at: Date; by: string; approved: boolean; endsAt: Date | undefined } | undefined;
};

export const longestElevationMinutes = 8 * 60;
const waitsHours = 24;

export type ElevationAsked = { permissions: readonly string[]; minutes: number; reason: string };
export type AskElevationRefusal = {
  kind: "permissions-missing" | "permission-unknown" | "reason-missing" | "minutes-not-valid";
};

export function checkElevation(asked: ElevationAsked): Result<ElevationAsked, AskElevationRefusal> {
  const reason = asked.reason.trim().slice(0, 500);
  const permissions = [...new Set(asked.permissions)].toSorted();
  if (permissions.length === 0) return refuse({ kind: "permissions-missing" });
  if (!permissions.every(isPermission)) return refuse({ kind: "permission-unknown" });
  if (reason === "") return refuse({ kind: "reason-missing" });
  const { minutes } = asked;
  if (!Number.isInteger(minutes) || minutes < 5 || minutes > longestElevationMinutes)
    return refuse({ kind: "minutes-not-valid" });
  return ok({ permissions, minutes, reason });
}

export type ElevationState = "asked" | "approved" | "refused" | "ended" | "lapsed";

export function elevationState({ decided, askedAt }: Elevation, at: Date): ElevationState {
  if (!decided) return at.getTime() - askedAt.getTime() < waitsHours * 3_600_000 ? "asked" : "lapsed";
  if (!decided.approved) return "refused";
  return decided.endsAt && at < decided.endsAt ? "approved" : "ended";
}

export const elevationEnd = ({ minutes }: Elevation, at: Date): Date => new Date(at.getTime() + minutes * 60_000);
