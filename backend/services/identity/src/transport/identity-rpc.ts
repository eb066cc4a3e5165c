import type { IdentityService } from "@beacom/proto/identity/v1/identity";
import { requireOwnOr, requirePermission } from "@beacom/runtime";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import type { ServiceImpl } from "@connectrpc/connect";
import type { ConfirmCode } from "#application/confirm-code";
import type { CreateFirstStaff } from "#application/create-first-staff";
import type { CreateVerifiedCustomer } from "#application/create-verified-customer";
import type { SignInStep } from "#application/customers/sign-in-steps";
import type { FindCustomerByPhone } from "#application/find-customer-by-phone";
import type { GetCustomer } from "#application/get-customer";
import type { SignedIn } from "#application/open-session";
import type { Refresh } from "#application/refresh";
import type { Register } from "#application/register";
import type { RequestSignInCode } from "#application/request-sign-in-code";
import type { SearchCustomers } from "#application/search-customers";
import type { SignIn } from "#application/sign-in";
import type { SignOut } from "#application/sign-out";
import type { Customer } from "#domain/customer";
import { valueOrThrow } from "#transport/refusal-codes";

export type IdentityUseCases = {
  register: Register;
  confirmCode: ConfirmCode;
  requestSignInCode: RequestSignInCode;
  signIn: SignIn;
  refresh: Refresh;
  signOut: SignOut;
  getCustomer: GetCustomer;
  findCustomerByPhone: FindCustomerByPhone;
  searchCustomers: SearchCustomers;
  createVerifiedCustomer: CreateVerifiedCustomer;
  createFirstStaff: CreateFirstStaff;
  jwksJson: () => Promise<string>;
};

export const identityRpc = (useCases: IdentityUseCases): ServiceImpl<typeof IdentityService> => ({
  async register(request) {
    const { verificationId, expiresAt } = valueOrThrow(await useCases.register(request));
    return { verificationId, expiresAt: timestampFromDate(expiresAt) };
  },
  async requestSignInCode(request) {
    const { verificationId, expiresAt } = valueOrThrow(await useCases.requestSignInCode(request));
    return { verificationId, expiresAt: timestampFromDate(expiresAt) };
  },
  confirmCode: async (request) => stepMessage(valueOrThrow(await useCases.confirmCode(request))),
  signIn: async (request) => stepMessage(valueOrThrow(await useCases.signIn(request))),
  refresh: async (request) => signedInMessage(valueOrThrow(await useCases.refresh(request))),
  async signOut(request) {
    await useCases.signOut(request);
    return {};
  },
  async getCustomer({ customerId }, context) {
    requireOwnOr(context, customerId, "customers.read");
    return customerMessage(valueOrThrow(await useCases.getCustomer(customerId)));
  },
  async findCustomerByPhone({ phone }, context) {
    requirePermission(context, "customers.read");
    return customerMessage(valueOrThrow(await useCases.findCustomerByPhone(phone)));
  },
  async searchCustomers({ by, limit }, context) {
    requirePermission(context, "customers.read");
    if (by.case === undefined) return { customers: [] };
    const wanted =
      by.case === "phone" ? { phone: by.value } : by.case === "email" ? { email: by.value } : { name: by.value };
    return { customers: (await useCases.searchCustomers(wanted, limit)).map(customerMessage) };
  },
  getSigningKeys: async () => ({ jwksJson: await useCases.jwksJson() }),
  createVerifiedCustomer: async (request) =>
    customerMessage(valueOrThrow(await useCases.createVerifiedCustomer(request))),
  createFirstStaff: async (request) => valueOrThrow(await useCases.createFirstStaff(request)),
});

export const customerMessage = (customer: Customer) => ({
  customerId: customer.customerId,
  name: customer.name,
  phone: customer.phone,
  email: customer.email,
  language: customer.language,
  phoneVerified: customer.verifiedAt !== undefined,
  registeredAt: timestampFromDate(customer.registeredAt),
});

function stepMessage(next: SignInStep) {
  if (next.step === "signed-in") return signedInMessage(next.signedIn);
  return { secondFactor: { challenge: next.challenge, expiresAt: timestampFromDate(next.expiresAt) } };
}

export const signedInMessage = (signedIn: SignedIn) => ({
  accessToken: signedIn.accessToken,
  accessExpiresAt: timestampFromDate(signedIn.accessExpiresAt),
  refreshToken: signedIn.refreshToken,
  refreshExpiresAt: timestampFromDate(signedIn.refreshExpiresAt),
  customer: customerMessage(signedIn.customer),
});
