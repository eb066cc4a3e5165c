import { ok, type Result } from "@beacom/result";
import type { OneTimeSecrets, Records } from "#application/ports";
import { newRecoveryCodes } from "#application/prove-second-factor";
import type { TimeCodes } from "#application/staff-ports";
import { decideEnrolment, offerExpiry, readTimeCode, recoveryCodesAtOnce } from "#domain/second-factor";

export type TotpOffer = { secret: string; uri: string; expiresAt: Date };

/** `account` is what an authenticator shows beside the codes. */
export async function offerAuthenticator(
  records: Records,
  timeCodes: TimeCodes,
  { personId, account, at }: { personId: string; account: string; at: Date },
): Promise<TotpOffer> {
  const secret = timeCodes.newSecret();
  await records.secondFactors.addOffer(personId, { secret, offeredAt: at });
  return { secret, uri: timeCodes.uri(secret, account), expiresAt: offerExpiry(at) };
}

/** The person is held already. The recovery codes are new with each authenticator. */
export async function enrolAuthenticator(
  records: Records,
  { secrets, timeCodes }: { secrets: OneTimeSecrets; timeCodes: TimeCodes },
  { personId, code: text, at }: { personId: string; code: string; at: Date },
): Promise<Result<string[], { kind: "totp-not-offered" | "second-factor-wrong" }>> {
  const code = readTimeCode(text);
  const offer = await records.secondFactors.offer(personId);
  const step = offer && code ? timeCodes.stepOf(offer.secret, code, at) : undefined;
  const decision = decideEnrolment(offer, step, at);
  if (!decision.ok) return decision;
  await records.secondFactors.enrol(personId, decision.value, at);
  return ok(await newRecoveryCodes(records, secrets, { personId, howMany: recoveryCodesAtOnce, at }));
}
