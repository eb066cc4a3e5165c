import type { AccessTokens, NewId, OneTimeSecrets, Records } from "#application/ports";
import type { Customer } from "#domain/customer";
import { accessExpiry, refreshExpiry } from "#domain/token-family";

export type SignedIn = {
  accessToken: string;
  accessExpiresAt: Date;
  refreshToken: string;
  refreshExpiresAt: Date;
  customer: Customer;
};

/** A new sign-in on a device: the first token of a family. */
export async function openSession(
  records: Records,
  { secrets, newId }: { secrets: OneTimeSecrets; newId: NewId },
  session: { customerId: string; device: string; at: Date },
): Promise<{ refreshToken: string; refreshExpiresAt: Date }> {
  const familyId = newId.tokenFamily();
  const refreshToken = secrets.newToken();
  const refreshExpiresAt = refreshExpiry(session.at);
  await records.sessions.start({ familyId, ...session, device: session.device.slice(0, 200) });
  await records.sessions.addToken({
    tokenHash: secrets.tokenHash(refreshToken),
    familyId,
    at: session.at,
    expiresAt: refreshExpiresAt,
  });
  return { refreshToken, refreshExpiresAt };
}

export async function withAccessToken(
  accessTokens: AccessTokens,
  opened: { refreshToken: string; refreshExpiresAt: Date; customer: Customer },
  at: Date,
): Promise<SignedIn> {
  const accessExpiresAt = accessExpiry(at);
  const accessToken = await accessTokens.forCustomer(opened.customer.customerId, at, accessExpiresAt);
  return { ...opened, accessToken, accessExpiresAt };
}
