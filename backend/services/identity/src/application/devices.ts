import { ok, type Result, refuse } from "@beacom/result";
import type { InTransaction, Records, Session } from "#application/ports";
import type { IdentityEvent } from "#domain/events";
import type { Person } from "#domain/person";
import type { EndOfFamily } from "#domain/token-family";

type Needs = { inTransaction: InTransaction; clock: () => Date };

export type ListDevices = (person: Person) => Promise<Session[]>;
export const listDevicesWith =
  ({ inTransaction, clock }: Needs): ListDevices =>
  (person) =>
    inTransaction((records) => records.sessions.open(person, clock()));

export type SignOutDevice = (person: Person, sessionId: string) => Promise<Result<true, { kind: "session-unknown" }>>;
/** Only one's own: somebody else's session is as unknown as one that never was. */
export const signOutDeviceWith =
  ({ inTransaction, clock }: Needs): SignOutDevice =>
  (person, sessionId) =>
    inTransaction(async (records) => {
      const session = await records.sessions.find(sessionId);
      if (session?.person.kind !== person.kind || session.person.id !== person.id)
        return refuse({ kind: "session-unknown" });
      const at = clock();
      await records.sessions.end(sessionId, "signed-out-elsewhere", at);
      await records.publish([{ type: "AccessEnded", at, person, sessionId }]);
      return ok(true);
    });

export type SignOutEverywhere = (person: Person) => Promise<void>;
export const signOutEverywhereWith =
  ({ inTransaction, clock }: Needs): SignOutEverywhere =>
  (person) =>
    inTransaction(async (records) => {
      const at = clock();
      await records.sessions.endAll(person, "signed-out-elsewhere", at);
      await records.publish([{ type: "AccessEnded", at, person }]);
    });

export type SignOutOthers = (person: Person, sessionId: string) => Promise<void>;
export const signOutOthersWith =
  ({ inTransaction, clock }: Needs): SignOutOthers =>
  (person, sessionId) =>
    inTransaction(async (records) => {
      const ended = { person, sessionId, because: "signed-out-elsewhere", at: clock() } as const;
      await records.publish(await endOthers(records, ended));
    });

/** Ends all sessions but this one; what calls their access tokens back is left to the caller, who publishes last. */
export async function endOthers(
  records: Records,
  { person, sessionId, because, at }: { person: Person; sessionId: string; because: EndOfFamily; at: Date },
): Promise<IdentityEvent[]> {
  const others = (await records.sessions.open(person, at)).filter(({ familyId }) => familyId !== sessionId);
  await records.sessions.endAll(person, because, at, sessionId);
  return others.map(({ familyId }) => ({ type: "AccessEnded", at, person, sessionId: familyId }));
}
