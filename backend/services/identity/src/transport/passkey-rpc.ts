import type { PasskeyService } from "@beacom/proto/identity/v1/passkeys";
import { callerOf, requireFresh } from "@beacom/runtime";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import type { HandlerContext, ServiceImpl } from "@connectrpc/connect";
import type { ListPasskeys, RemovePasskey, RenamePasskey } from "#application/passkeys/own-passkeys";
import type { BeginPasskey, FinishPasskey, RegisteringPasskey } from "#application/passkeys/register-passkey";
import type {
  BeginPasskeySignIn,
  BeginPasskeyStepUp,
  SignInStaffWithPasskey,
  SignInWithPasskey,
} from "#application/passkeys/sign-in-with-passkey";
import { staffPerson } from "#domain/person";
import { signedInMessage } from "#transport/identity-rpc";
import {
  assertionOf,
  attestationOf,
  descriptorMessage,
  passkeyMessage,
  requestMessage,
} from "#transport/passkey-messages";
import { valueOrThrow } from "#transport/refusal-codes";
import { staffSignedInMessage } from "#transport/staff-messages";
import { freshMinutes, originOf, personOf } from "#transport/who-acts";

export type PasskeyUseCases = {
  begin: BeginPasskey;
  finish: FinishPasskey;
  list: ListPasskeys;
  rename: RenamePasskey;
  remove: RemovePasskey;
  beginSignIn: BeginPasskeySignIn;
  signIn: SignInWithPasskey;
  signInStaff: SignInStaffWithPasskey;
  beginStepUp: BeginPasskeyStepUp;
};

export const passkeyRpc = (useCases: PasskeyUseCases): ServiceImpl<typeof PasskeyService> => ({
  async beginRegistration(_, context) {
    const { user, algorithms, allow, ...asked } = valueOrThrow(await useCases.begin(registering(context)));
    return {
      challenge: Buffer.from(asked.challenge, "base64url"),
      rpId: asked.site.id,
      rpName: asked.site.name,
      userHandle: Buffer.from(user.handle),
      userName: user.name,
      userDisplayName: user.displayName,
      algorithms: [...algorithms],
      exclude: allow.map(descriptorMessage),
      expiresAt: timestampFromDate(asked.expiresAt),
    };
  },
  async finishRegistration({ attestation, name, device }, context) {
    const registration = { ...registering(context), name, device, from: originOf(context) };
    const finished = await useCases.finish({ ...registration, attestation: attestationOf(attestation) });
    const { passkey, recoveryCodes, staffSignedIn } = valueOrThrow(finished);
    return {
      passkey: passkeyMessage(passkey),
      recoveryCodes,
      ...(staffSignedIn && { staffSignedIn: staffSignedInMessage(staffSignedIn) }),
    };
  },
  async listPasskeys(_, context) {
    return { passkeys: (await useCases.list(personOf(context))).map(passkeyMessage) };
  },
  renamePasskey: async ({ passkeyId, name }, context) =>
    passkeyMessage(valueOrThrow(await useCases.rename({ person: personOf(context), passkeyId, name }))),
  async removePasskey({ passkeyId }, context) {
    requireFresh(context, freshMinutes);
    valueOrThrow(await useCases.remove({ person: personOf(context), passkeyId, from: originOf(context) }));
    return {};
  },
  beginSignIn: async ({ challenge }) =>
    requestMessage(valueOrThrow(await useCases.beginSignIn(challenge === "" ? {} : { challenge }))),
  signIn: async ({ assertion, device }) =>
    signedInMessage(valueOrThrow(await useCases.signIn({ assertion: assertionOf(assertion), device }))),
  async signInStaff({ assertion, device }, context) {
    const request = { assertion: assertionOf(assertion), device, from: originOf(context) };
    return staffSignedInMessage(valueOrThrow(await useCases.signInStaff(request)));
  },
  beginStepUp: async (_, context) => requestMessage(await useCases.beginStepUp(personOf(context))),
});

function registering(context: HandlerContext): RegisteringPasskey {
  const caller = callerOf(context);
  if (caller.kind === "enrolment") return { person: staffPerson(caller.staffId), as: "first" };
  requireFresh(context, freshMinutes);
  return { person: personOf(context), as: "one-more" };
}
