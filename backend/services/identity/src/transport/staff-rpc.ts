import type { StaffService } from "@beacom/proto/identity/v1/staff";
import { callerOf, requireFresh, requirePermission } from "@beacom/runtime";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import type { HandlerContext, ServiceImpl } from "@connectrpc/connect";
import type { ListDevices, SignOutDevice, SignOutEverywhere } from "#application/devices";
import type { SignOut } from "#application/sign-out";
import type { ConfirmStaffSignIn } from "#application/staff/confirm-staff-sign-in";
import type { BeginTotp, ConfirmTotp, Enrolling } from "#application/staff/enrol-totp";
import type { ConfirmSecondFactor, RenewRecoveryCodes } from "#application/staff/own-second-factor";
import type { RefreshStaff } from "#application/staff/refresh-staff";
import type { ResetSecondFactor } from "#application/staff/reset-second-factor";
import type { NextStep, SignInStaff } from "#application/staff/sign-in-staff";
import { staffPerson } from "#domain/person";
import { valueOrThrow } from "#transport/refusal-codes";
import { proofOf } from "#transport/second-factor-messages";
import { accessMessage, deviceMessage, staffSignedInMessage } from "#transport/staff-messages";
import { actorOf, freshMinutes, originOf, staffOf } from "#transport/who-acts";

export type StaffUseCases = {
  signIn: SignInStaff;
  confirmSignIn: ConfirmStaffSignIn;
  beginTotp: BeginTotp;
  confirmTotp: ConfirmTotp;
  renewRecoveryCodes: RenewRecoveryCodes;
  confirmSecondFactor: ConfirmSecondFactor;
  refresh: RefreshStaff;
  signOut: SignOut;
  listDevices: ListDevices;
  signOutDevice: SignOutDevice;
  signOutEverywhere: SignOutEverywhere;
  resetSecondFactor: ResetSecondFactor;
};

export const staffRpc = (useCases: StaffUseCases): ServiceImpl<typeof StaffService> => ({
  signIn: async (request) => nextStepMessage(valueOrThrow(await useCases.signIn(request))),
  async confirmSignIn({ challenge, proof }, context) {
    const confirmation = { challenge, proof: proofOf(proof), from: originOf(context) };
    return staffSignedInMessage(valueOrThrow(await useCases.confirmSignIn(confirmation)));
  },
  async beginTotp(_, context) {
    const { secret, uri, expiresAt } = valueOrThrow(await useCases.beginTotp(enrolling(context)));
    return { secret, uri, expiresAt: timestampFromDate(expiresAt) };
  },
  async confirmTotp({ totpCode, device }, context) {
    const confirmation = { ...enrolling(context), code: totpCode, device, from: originOf(context) };
    const { recoveryCodes, signedIn } = valueOrThrow(await useCases.confirmTotp(confirmation));
    return { recoveryCodes, ...(signedIn && { signedIn: staffSignedInMessage(signedIn) }) };
  },
  async renewRecoveryCodes(_, context) {
    requireFresh(context, freshMinutes);
    const { staffId } = staffOf(context);
    const renewed = await useCases.renewRecoveryCodes({ staffId, from: originOf(context) });
    return { recoveryCodes: valueOrThrow(renewed) };
  },
  async confirmSecondFactor({ proof }, context) {
    const { staffId, sessionId } = staffOf(context);
    return accessMessage(
      valueOrThrow(await useCases.confirmSecondFactor({ staffId, sessionId, proof: proofOf(proof) })),
    );
  },
  refresh: async (request) => staffSignedInMessage(valueOrThrow(await useCases.refresh(request))),
  async signOut(request) {
    await useCases.signOut(request);
    return {};
  },
  async listDevices(_, context) {
    const { staffId, sessionId } = staffOf(context);
    const sessions = await useCases.listDevices(staffPerson(staffId));
    return { devices: sessions.map((session) => deviceMessage(session, sessionId)) };
  },
  async signOutDevice({ sessionId }, context) {
    valueOrThrow(await useCases.signOutDevice(staffPerson(staffOf(context).staffId), sessionId));
    return {};
  },
  async signOutEverywhere(_, context) {
    await useCases.signOutEverywhere(staffPerson(staffOf(context).staffId));
    return {};
  },
  async resetSecondFactor({ staffId, reason }, context) {
    requirePermission(context, "staff.manage");
    requireFresh(context, freshMinutes);
    valueOrThrow(await useCases.resetSecondFactor({ by: actorOf(context), staffId, reason }));
    return {};
  },
});

function enrolling(context: HandlerContext): Enrolling {
  const caller = callerOf(context);
  if (caller.kind === "enrolment") return { staffId: caller.staffId, as: "first" };
  requireFresh(context, freshMinutes);
  return { staffId: staffOf(context).staffId, as: "replacement" };
}

function nextStepMessage(next: NextStep) {
  const expiresAt = timestampFromDate(next.expiresAt);
  return next.step === "second-factor"
    ? { next: { case: "secondFactor" as const, value: { challenge: next.challenge, expiresAt } } }
    : { next: { case: "enrolment" as const, value: { enrolmentToken: next.enrolmentToken, expiresAt } } };
}
