import { ok, type Result, refuse } from "@beacom/result";
import type { InTransaction, Records } from "#application/ports";
import { tellOwner } from "#application/tell-owner";
import type { Origin } from "#domain/events";
import { decideRemoval, type Passkey, readPasskeyName } from "#domain/passkey";
import type { Person } from "#domain/person";

type Needs = { inTransaction: InTransaction; clock: () => Date };
type Named = { person: Person; passkeyId: string };

export type ListPasskeys = (person: Person) => Promise<Passkey[]>;
export const listPasskeysWith =
  ({ inTransaction }: Needs): ListPasskeys =>
  ({ id }) =>
    inTransaction((records) => records.passkeys.of(id));

export type RenamePasskey = (
  request: Named & { name: string },
) => Promise<Result<Passkey, { kind: "name-not-valid" | "passkey-unknown" }>>;
export const renamePasskeyWith =
  ({ inTransaction }: Needs): RenamePasskey =>
  async ({ person, passkeyId, name: text }) => {
    const name = readPasskeyName(text);
    if (!name.ok) return name;
    return inTransaction(async (records) => {
      const passkey = await ownPasskey(records, { person, passkeyId });
      if (!passkey) return refuse({ kind: "passkey-unknown" });
      await records.passkeys.rename(passkeyId, name.value);
      return ok({ ...passkey, name: name.value });
    });
  };

export type RemovePasskey = (
  request: Named & { from: Origin },
) => Promise<Result<true, { kind: "last-way-in" | "passkey-unknown" }>>;
export const removePasskeyWith =
  ({ inTransaction, clock }: Needs): RemovePasskey =>
  ({ person, passkeyId, from }) =>
    inTransaction(async (records) => {
      const at = clock();
      // Two who remove the last two at the same moment: one after the other.
      await records.hold({ person: person.id });
      const passkey = await ownPasskey(records, { person, passkeyId });
      if (!passkey) return refuse({ kind: "passkey-unknown" });
      const decision = decideRemoval({
        passkeys: (await records.passkeys.of(person.id)).length - 1,
        authenticator: (await records.secondFactors.authenticator(person.id)) !== undefined,
        // Customers can always have a code sent to the phone; staff cannot.
        phone: person.kind === "customer",
      });
      if (!decision.ok) return decision;
      await records.passkeys.remove(passkeyId);
      const act = { action: "staff.passkey-removed", from, before: { name: passkey.name } };
      await records.publish(await tellOwner(records, person, { change: "passkey-removed", act, at }));
      return ok(true);
    });

/** Somebody else's is as unknown as one that never was. */
async function ownPasskey(records: Records, { person, passkeyId }: Named): Promise<Passkey | undefined> {
  return (await records.passkeys.of(person.id)).find((passkey) => passkey.passkeyId === passkeyId);
}
