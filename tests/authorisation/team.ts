import { IdentityService } from "@beacom/proto/identity/v1/identity";
import { codeShown } from "@beacom/testing";
import type { Installation } from "../placements/installation.ts";
import { good, rest } from "./rest.ts";

export type Member = {
  staffId: string;
  email: string;
  secret: string;
  accessToken: string;
  refreshToken: string;
};

const password = "the mountain is flat";

/** The first member of staff, with a second factor and a session. */
export async function ownerOf({ gateway, peers }: Pick<Installation, "gateway" | "peers">): Promise<Member> {
  const email = "sipho@example.org";
  await peers.client(IdentityService).createFirstStaff({ name: "Sipho", email, password });
  const step = good<{ enrolmentToken: string }>(await rest(gateway)("POST", "/v1/staff/sign-in", { email, password }));
  return enrolled(gateway, email, step.enrolmentToken);
}

/** Somebody with this role, who was invited, chose a password and enrolled a second factor. */
export async function joined(
  gateway: string,
  owner: Member,
  { role, resellers = null }: { role: string; resellers?: string[] | null },
): Promise<Member> {
  const email = `${role}-${crypto.randomUUID()}@example.org`;
  const invitation = { name: role, email, role, resellers };
  const { token } = good<{ token: string }>(
    await rest(gateway, owner.accessToken)("POST", "/v1/staff/invitations", invitation),
  );
  const { enrolmentToken } = good<{ enrolmentToken: string }>(
    await rest(gateway)("POST", "/v1/staff/invitations/accept", { token, password }),
  );
  return enrolled(gateway, email, enrolmentToken);
}

async function enrolled(gateway: string, email: string, enrolmentToken: string): Promise<Member> {
  const enrolling = rest(gateway, enrolmentToken);
  const { secret } = good<{ secret: string }>(await enrolling("POST", "/v1/staff/second-factor/totp"));
  const code = { totpCode: codeShown(secret, new Date()), tokenDelivery: "body" };
  const { session } = good<{ session: Pick<Member, "accessToken" | "refreshToken"> & { staff: { staffId: string } } }>(
    await enrolling("POST", "/v1/staff/second-factor/totp/confirm", code),
  );
  const { accessToken, refreshToken, staff } = session;
  return { staffId: staff.staffId, email, secret, accessToken, refreshToken };
}
