import type { SecurityService } from "@beacom/proto/identity/v1/security";
import { requireFresh, requirePermission } from "@beacom/runtime";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import type { HandlerContext, ServiceImpl } from "@connectrpc/connect";
import type {
  BeginCustomerTotp,
  ConfirmCustomerTotp,
  GetSecurity,
  RenewCustomerRecoveryCodes,
  TurnOffTotp,
} from "#application/customers/authenticator";
import type { ChangePassword } from "#application/customers/change-password";
import type { BeginPhoneChange, ConfirmPhoneChange } from "#application/customers/change-phone";
import type { ConfirmSignIn } from "#application/customers/sign-in-steps";
import type { StepUp } from "#application/customers/step-up";
import type { ListDevices, SignOutDevice, SignOutOthers } from "#application/devices";
import type { ResetCustomerSecondFactor } from "#application/staff/reset-customer-second-factor";
import { customerPerson } from "#domain/person";
import { customerMessage, signedInMessage } from "#transport/identity-rpc";
import { valueOrThrow } from "#transport/refusal-codes";
import { proofOf, stepUpProofOf } from "#transport/second-factor-messages";
import { deviceMessage } from "#transport/staff-messages";
import { customerOf, freshMinutes, staffActorOf } from "#transport/who-acts";

export type SecurityUseCases = {
  getSecurity: GetSecurity;
  confirmSignIn: ConfirmSignIn;
  stepUp: StepUp;
  beginTotp: BeginCustomerTotp;
  confirmTotp: ConfirmCustomerTotp;
  turnOffTotp: TurnOffTotp;
  renewRecoveryCodes: RenewCustomerRecoveryCodes;
  listDevices: ListDevices;
  signOutDevice: SignOutDevice;
  signOutOthers: SignOutOthers;
  changePassword: ChangePassword;
  beginPhoneChange: BeginPhoneChange;
  confirmPhoneChange: ConfirmPhoneChange;
  resetSecondFactor: ResetCustomerSecondFactor;
};

export const securityRpc = (useCases: SecurityUseCases): ServiceImpl<typeof SecurityService> => ({
  getSecurity: (_, context) => useCases.getSecurity(customerOf(context).customerId),
  confirmSignIn: async ({ challenge, proof }) =>
    signedInMessage(valueOrThrow(await useCases.confirmSignIn({ challenge, proof: proofOf(proof) }))),
  async stepUp({ proof }, context) {
    const { customerId, sessionId } = customerOf(context);
    const proved = await useCases.stepUp({ customerId, sessionId, proof: stepUpProofOf(proof) });
    const { accessToken, accessExpiresAt } = valueOrThrow(proved);
    return { accessToken, accessExpiresAt: timestampFromDate(accessExpiresAt) };
  },
  async beginTotp(_, context) {
    const { secret, uri, expiresAt } = valueOrThrow(await useCases.beginTotp(freshCustomer(context)));
    return { secret, uri, expiresAt: timestampFromDate(expiresAt) };
  },
  async confirmTotp({ totpCode }, context) {
    const confirmed = await useCases.confirmTotp({ customerId: freshCustomer(context), code: totpCode });
    return { recoveryCodes: valueOrThrow(confirmed) };
  },
  async turnOffTotp(_, context) {
    valueOrThrow(await useCases.turnOffTotp(freshCustomer(context)));
    return {};
  },
  async renewRecoveryCodes(_, context) {
    return { recoveryCodes: valueOrThrow(await useCases.renewRecoveryCodes(freshCustomer(context))) };
  },
  async listDevices(_, context) {
    const { customerId, sessionId } = customerOf(context);
    const sessions = await useCases.listDevices(customerPerson(customerId));
    return { devices: sessions.map((session) => deviceMessage(session, sessionId)) };
  },
  async signOutDevice({ sessionId }, context) {
    valueOrThrow(await useCases.signOutDevice(customerPerson(customerOf(context).customerId), sessionId));
    return {};
  },
  async signOutOtherDevices(_, context) {
    const { customerId, sessionId } = customerOf(context);
    await useCases.signOutOthers(customerPerson(customerId), sessionId);
    return {};
  },
  async changePassword({ password }, context) {
    const customerId = freshCustomer(context);
    const { sessionId } = customerOf(context);
    valueOrThrow(await useCases.changePassword({ customerId, sessionId, password }));
    return {};
  },
  async beginPhoneChange({ phone }, context) {
    const sent = valueOrThrow(await useCases.beginPhoneChange({ customerId: freshCustomer(context), phone }));
    return { verificationId: sent.verificationId, expiresAt: timestampFromDate(sent.expiresAt) };
  },
  async confirmPhoneChange({ verificationId, code }, context) {
    const confirmation = { customerId: freshCustomer(context), verificationId, code };
    return customerMessage(valueOrThrow(await useCases.confirmPhoneChange(confirmation)));
  },
  async resetCustomerSecondFactor({ customerId, reason }, context) {
    requirePermission(context, "customers.restrict");
    requireFresh(context, freshMinutes);
    valueOrThrow(await useCases.resetSecondFactor({ by: staffActorOf(context), customerId, reason }));
    return {};
  },
});

function freshCustomer(context: HandlerContext): string {
  requireFresh(context, freshMinutes);
  return customerOf(context).customerId;
}
