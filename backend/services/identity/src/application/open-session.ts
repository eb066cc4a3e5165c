import type { AccessTokens, NewId, OneTimeSecrets, Records } from "#application/ports";
import type { Customer } from "#domain/customer";
import type { Person } from "#domain/person";
import { accessExpiry, refreshExpiry } from "#domain/token-family";

export type SignedIn = {
  accessToken: string;
  accessExpiresAt: Date;
  refreshToken: string;
  refreshExpiresAt: Date;
  customer: Customer;
};

export type OpenSession = { familyId: string; refreshToken: string; refreshExpiresAt: Date };

/** A new sign-in on a device: the first token of a family. */
export async function openSession(
  records: Records,
  { secrets, newId }: { secrets: OneTimeSecrets; newId: NewId },
  session: { person: Person; device: string; secondFactorAt?: Date; at: Date },
): Promise<OpenSession> {
  const { person, device, secondFactorAt, at } = session;
  const familyId = newId.tokenFamily();
  const refreshToken = secrets.newToken();
  const refreshExpiresAt = refreshExpiry(person.kind, at);
  await records.sessions.start({ familyId, person, device: device.slice(0, 200), secondFactorAt, at });
  await records.sessions.addToken({
    tokenHash: secrets.tokenHash(refreshToken),
    familyId,
    at,
    expiresAt: refreshExpiresAt,
  });
  return { familyId, refreshToken, refreshExpiresAt };
}

export async function withAccessToken(
  accessTokens: AccessTokens,
  { familyId, secondFactorAt, ...opened }: OpenSession & { customer: Customer; secondFactorAt: Date | undefined },
  at: Date,
): Promise<SignedIn> {
  const accessExpiresAt = accessExpiry(at);
  const { customerId } = opened.customer;
  const accessToken = await accessTokens.forCustomer({ customerId, familyId, secondFactorAt }, at, accessExpiresAt);
  return { ...opened, accessToken, accessExpiresAt };
}
