import { ok, type Result, refuse } from "@beacom/result";
import type { InTransaction, NewId } from "#application/ports";
import { acting } from "#application/staff/acting";
import {
  type AskElevationRefusal,
  checkElevation,
  type Elevation,
  type ElevationAsked,
  elevationEnd,
  elevationState,
} from "#domain/elevation";
import type { Actor, StaffActed } from "#domain/events";
import { staffPerson } from "#domain/person";
import { coversRightsOf, everywhere } from "#domain/staff";

type Needs = { inTransaction: InTransaction; newId: NewId; clock: () => Date };
type ByStaff = Extract<Actor, { kind: "staff" }>;

export type ListElevations = () => Promise<{ elevations: Elevation[]; at: Date }>;
export const listElevationsWith =
  ({ inTransaction, clock }: Omit<Needs, "newId">): ListElevations =>
  async () => ({ elevations: await inTransaction((records) => records.elevations.latest(100)), at: clock() });

export type AskElevation = (
  request: { by: ByStaff } & ElevationAsked,
) => Promise<Result<Elevation, AskElevationRefusal | { kind: "staff-unknown" }>>;

export function askElevationWith({ inTransaction, newId, clock }: Needs): AskElevation {
  return async ({ by, ...asked }) => {
    const checked = checkElevation(asked);
    if (!checked.ok) return checked;
    const at = clock();
    return inTransaction(async (records) => {
      const member = await records.staff.find(by.staffId, at);
      if (!member || member.deactivatedAt) return refuse({ kind: "staff-unknown" });
      const elevation = {
        elevationId: newId.elevation(),
        staffId: by.staffId,
        ...checked.value,
        askedAt: at,
        decided: undefined,
      };
      await records.elevations.add(elevation);
      await records.publish([act(by, elevation, "elevation.asked", at, { after: detail(elevation) })]);
      return ok(elevation);
    });
  };
}

export type DecideElevationRefusal = {
  kind: "elevation-unknown" | "elevation-decided" | "permission-missing" | "not-on-oneself" | "more-rights-than-yours";
};
export type DecideElevation = (request: {
  by: Actor;
  elevationId: string;
  approve: boolean;
}) => Promise<Result<Elevation, DecideElevationRefusal>>;

/** By a second person, who has all that is asked for. Nobody lifts themselves. */
export function decideElevationWith({ inTransaction, clock }: Omit<Needs, "newId">): DecideElevation {
  return async ({ by, elevationId, approve }) => {
    const at = clock();
    return inTransaction(async (records) => {
      await records.hold({ all: "roles" });
      const elevation = await records.elevations.hold(elevationId);
      if (!elevation) return refuse({ kind: "elevation-unknown" });
      if (elevationState(elevation, at) !== "asked") return refuse({ kind: "elevation-decided" });
      if (by.kind === "staff" && by.staffId === elevation.staffId) return refuse({ kind: "not-on-oneself" });
      const actor = await acting(records, by, at, "staff.elevate");
      if (!actor.ok) return actor;
      const asked = { ...everywhere, ...actor.value, permissions: elevation.permissions };
      if (approve && !coversRightsOf(actor.value, asked)) return refuse({ kind: "more-rights-than-yours" });
      const decided = {
        at,
        by: by.kind === "staff" ? by.staffId : by.name,
        approved: approve,
        endsAt: approve ? elevationEnd(elevation, at) : undefined,
      };
      await records.elevations.decide(elevationId, decided);
      const action = approve ? "elevation.approved" : "elevation.refused";
      await records.publish([act(by, elevation, action, at, { after: detail(elevation) })]);
      return ok({ ...elevation, decided });
    });
  };
}

export type EndElevation = (request: {
  by: Actor;
  elevationId: string;
}) => Promise<Result<true, { kind: "elevation-unknown" | "permission-missing" }>>;

/** Before its time: by the one who has it, or by whoever could have approved it. */
export function endElevationWith({ inTransaction, clock }: Omit<Needs, "newId">): EndElevation {
  return async ({ by, elevationId }) => {
    const at = clock();
    return inTransaction(async (records) => {
      const elevation = await records.elevations.hold(elevationId);
      if (!elevation || elevationState(elevation, at) !== "approved") return refuse({ kind: "elevation-unknown" });
      const own = by.kind === "staff" && by.staffId === elevation.staffId;
      const actor = own ? ok(undefined) : await acting(records, by, at, "staff.elevate");
      if (!actor.ok) return actor;
      await records.elevations.end(elevationId, at);
      await records.publish([
        { type: "AccessEnded", at, person: staffPerson(elevation.staffId) },
        act(by, elevation, "elevation.ended", at, { before: detail(elevation) }),
      ]);
      return ok(true);
    });
  };
}

const act = (
  by: Actor,
  { elevationId, reason }: Elevation,
  action: string,
  at: Date,
  told: Pick<StaffActed, "before" | "after">,
): StaffActed => ({
  type: "StaffActed",
  at,
  by,
  action,
  subject: { kind: "elevation", id: elevationId },
  reason,
  ...told,
});

const detail = ({ staffId, permissions, minutes }: Elevation) => ({ staffId, permissions: [...permissions], minutes });
