import { ok, type Result, refuse } from "@beacom/result";
import type { InTransaction, NewId, Passwords } from "#application/ports";
import { checkPassword, readEmail } from "#domain/registration";
import { ownerRole } from "#domain/roles";
import { everywhere, type Staff } from "#domain/staff";

export type FirstStaffRefusal = {
  kind: "name-not-valid" | "email-not-valid" | "password-too-short" | "password-too-common" | "staff-exists-already";
};

export type CreateFirstStaff = (form: {
  name: string;
  email: string;
  password: string;
}) => Promise<Result<Staff, FirstStaffRefusal>>;

/** The one who may do everything, and who lets in the others. */
export function createFirstStaffWith(needs: {
  inTransaction: InTransaction;
  passwords: Passwords;
  newId: NewId;
  clock: () => Date;
}): CreateFirstStaff {
  const { inTransaction, passwords, newId, clock } = needs;
  return async (form) => {
    const name = form.name.trim();
    if (name === "" || name.length > 120) return refuse({ kind: "name-not-valid" });
    const email = readEmail(form.email);
    if (email === undefined) return refuse({ kind: "email-not-valid" });
    const password = checkPassword(form.password);
    if (!password.ok) return password;
    const passwordHash = await passwords.hash(password.value);
    const staff = { staffId: newId.staff(), name, email };
    const added = await inTransaction((records) =>
      records.staff.addFirst({ ...staff, ...everywhere, role: ownerRole, passwordHash, at: clock() }),
    );
    return added ? ok(staff) : refuse({ kind: "staff-exists-already" });
  };
}
