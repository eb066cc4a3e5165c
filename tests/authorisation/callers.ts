import type { Installation } from "../placements/installation.ts";
import { good, rest } from "./rest.ts";
import { joined, type Member } from "./team.ts";

export type Caller = {
  name: string;
  kind: "nobody" | "customer" | "see-as" | "enrolment" | "staff";
  permissions: readonly string[];
  accessToken?: string;
  isProgram?: boolean;
  /** Another one with the same rights, for what ends the access of whoever asks. */
  another?: () => Promise<Caller>;
};

type Role = { role: string; permissions: string[] };

/** Somebody of each kind, except customers: every role, a role of one permission, somebody in enrolment, a program, nobody. */
export async function callersAt({ gateway }: Pick<Installation, "gateway">, owner: Member): Promise<Caller[]> {
  const asOwner = rest(gateway, owner.accessToken);
  const ofOnePermission = { title: "Reads who works here", permissions: ["staff.read"] };
  good(await asOwner("PUT", "/v1/staff/roles/one-permission", ofOnePermission));
  const { roles } = good<{ roles: Role[] }>(await asOwner("GET", "/v1/staff/roles"));
  const callers: Caller[] = [{ name: "nobody", kind: "nobody", permissions: [] }];
  for (const { role, permissions } of roles) {
    const another = async (): Promise<Caller> => {
      const { accessToken } = await joined(gateway, owner, { role });
      return { name: role, kind: "staff", permissions, accessToken };
    };
    callers.push({ ...(await another()), another });
  }
  return [...callers, await enrolling(gateway, owner), await programOf(gateway, owner, ["staff.read"])];
}

/** Somebody who has a password and no second factor yet. */
export async function enrolling(gateway: string, owner: Member): Promise<Caller> {
  const invitation = { name: "Ayanda", email: `${crypto.randomUUID()}@example.org`, role: "owner" };
  const { token } = good<{ token: string }>(
    await rest(gateway, owner.accessToken)("POST", "/v1/staff/invitations", invitation),
  );
  const password = "the mountain is flat";
  const { enrolmentToken } = good<{ enrolmentToken: string }>(
    await rest(gateway)("POST", "/v1/staff/invitations/accept", { token, password }),
  );
  const another = () => enrolling(gateway, owner);
  return { name: "somebody in enrolment", kind: "enrolment", permissions: [], accessToken: enrolmentToken, another };
}

/** A program that may do this and nothing else. */
export async function programOf(gateway: string, owner: Member, permissions: string[]): Promise<Caller> {
  const { client, clientSecret } = good<{ client: { clientId: string }; clientSecret: string }>(
    await rest(gateway, owner.accessToken)("POST", "/v1/staff/api-clients", { name: "of one purpose", permissions }),
  );
  const { accessToken } = good<{ accessToken: string }>(
    await rest(gateway)("POST", "/v1/api-clients/token", { clientId: client.clientId, clientSecret }),
  );
  const name = `a program with ${permissions.join(", ")}`;
  const another = () => programOf(gateway, owner, permissions);
  return { name, kind: "staff", permissions, accessToken, isProgram: true, another };
}
