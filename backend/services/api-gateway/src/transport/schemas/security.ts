import { z } from "zod";
import { Instant, Phone, Text } from "#transport/schemas/common";
import { TokenDelivery } from "#transport/schemas/people";
import { SecondFactor } from "#transport/schemas/staff";

export const CustomerProof = z
  .union([SecondFactor, z.strictObject({ password: z.string().min(1).max(200) })])
  .meta({ id: "CustomerProof" });

export const SecondFactorAsked = z.object({ challenge: z.string(), expiresAt: Instant }).meta({
  id: "SecondFactorAsked",
  description: "What was sent was right; the second factor goes to /v1/sign-in/confirm",
});
export const SignInConfirmation = z
  .object({ challenge: Text(200), proof: SecondFactor, tokenDelivery: TokenDelivery })
  .meta({ id: "SignInConfirmation" });
export const StepUp = z.object({ proof: CustomerProof }).meta({ id: "StepUp" });
export const Access = z.object({ accessToken: z.string(), accessExpiresAt: Instant }).meta({ id: "Access" });

export const Security = z
  .object({ authenticator: z.boolean(), recoveryCodesLeft: z.int(), passkeys: z.int() })
  .meta({ id: "Security" });
export const TotpCode = z.object({ totpCode: Text(20).trim().min(6) });
export const NewPassword = z.object({ password: z.string().min(8).max(200) }).meta({ id: "NewPassword" });
export const NewPhone = z.object({ phone: Phone }).meta({ id: "NewPhone" });
export const NewPhoneConfirmation = z
  .object({ verificationId: Text(100), code: z.string().trim().min(4).max(12) })
  .meta({ id: "NewPhoneConfirmation" });
