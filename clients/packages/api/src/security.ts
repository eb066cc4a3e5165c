import { answer, type Beacom, type Options } from "#client";
import type {
  Access,
  CodeSent,
  CreationOptions,
  Customer,
  Devices,
  NewPasskey,
  Passkey,
  PasskeyAnswer,
  RecoveryCodes,
  RequestOptions,
  SecondFactor,
  Security,
  Session,
  StepUpProof,
  TotpOffer,
} from "#model";

export type SecurityCalls = ReturnType<typeof securityCalls>;

/** How a person signs in, and where: beside the other calls, because the first load needs none of it. */
export function securityCalls({ http, session }: Pick<Beacom, "http" | "session">) {
  async function begin(signedIn: Promise<Session>) {
    const begun = await signedIn;
    session.begin(begun);
    return begun.customer;
  }
  return {
    /** For any passkey of this site, or for one of the person whose password was right. */
    passkeyToSignIn: (challenge?: string) =>
      answer<RequestOptions>(http.POST("/v1/sign-in/passkey/options", { body: challenge ? { challenge } : {} })),
    signInWithPasskey: (credential: PasskeyAnswer) =>
      begin(answer(http.POST("/v1/sign-in/passkey", { body: { credential, tokenDelivery: "cookie" } }))),
    confirmSignIn: (challenge: string, proof: SecondFactor) =>
      begin(answer(http.POST("/v1/sign-in/confirm", { body: { challenge, proof, tokenDelivery: "cookie" } }))),
    security: ({ signal }: Options = {}) => answer<Security>(http.GET("/v1/me/security", { signal })),
    passkeyToStepUp: () => answer<RequestOptions>(http.POST("/v1/me/security/step-up/passkey")),
    async stepUp(proof: StepUpProof) {
      session.renew(await answer<Access>(http.POST("/v1/me/security/step-up", { body: { proof } })));
    },
    passkeys: ({ signal }: Options = {}) =>
      answer<{ passkeys: Passkey[] }>(http.GET("/v1/me/security/passkeys", { signal })),
    passkeyToMake: () => answer<CreationOptions>(http.POST("/v1/me/security/passkeys/options")),
    addPasskey: (body: NewPasskey) => answer<Passkey>(http.POST("/v1/me/security/passkeys", { body })),
    renamePasskey: (passkeyId: string, name: string) =>
      answer<Passkey>(
        http.PATCH("/v1/me/security/passkeys/{passkeyId}", { params: { path: { passkeyId } }, body: { name } }),
      ),
    removePasskey: (passkeyId: string) =>
      answer<undefined>(http.DELETE("/v1/me/security/passkeys/{passkeyId}", { params: { path: { passkeyId } } })),
    offerTotp: () => answer<TotpOffer>(http.POST("/v1/me/security/totp")),
    confirmTotp: (totpCode: string) =>
      answer<RecoveryCodes>(http.POST("/v1/me/security/totp/confirm", { body: { totpCode } })),
    turnOffTotp: () => answer<undefined>(http.DELETE("/v1/me/security/totp")),
    renewRecoveryCodes: () => answer<RecoveryCodes>(http.POST("/v1/me/security/recovery-codes")),
    devices: ({ signal }: Options = {}) => answer<Devices>(http.GET("/v1/me/security/devices", { signal })),
    signOutDevice: (sessionId: string) =>
      answer<undefined>(http.DELETE("/v1/me/security/devices/{sessionId}", { params: { path: { sessionId } } })),
    signOutOtherDevices: () => answer<undefined>(http.DELETE("/v1/me/security/devices")),
    beginPhoneChange: (phone: string) => answer<CodeSent>(http.POST("/v1/me/security/phone", { body: { phone } })),
    confirmPhoneChange: (verificationId: string, code: string) =>
      answer<Customer>(http.POST("/v1/me/security/phone/confirm", { body: { verificationId, code } })),
    changePassword: (password: string) =>
      answer<undefined>(http.PUT("/v1/me/security/password", { body: { password } })),
  };
}
