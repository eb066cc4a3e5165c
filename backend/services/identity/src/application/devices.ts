import { ok, type Result, refuse } from "@beacom/result";
import type { InTransaction, Session } from "#application/ports";
import type { Person } from "#domain/person";

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
