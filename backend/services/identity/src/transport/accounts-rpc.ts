import type { AccountsService } from "@beacom/proto/identity/v1/accounts";
import { callerOf, requireFresh, requireOwnOr } from "@beacom/runtime";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import type { HandlerContext, ServiceImpl } from "@connectrpc/connect";
import type {
  AccountUsers,
  AddUser,
  ChangeUser,
  GetAccountUsers,
  RemoveUser,
  SetCompany,
} from "#application/accounts/account-users";
import type { EnterAccount, ListAccountsToEnter } from "#application/accounts/enter-account";
import { valueOrThrow } from "#transport/refusal-codes";
import { actorOf, customerOf, freshMinutes } from "#transport/who-acts";

export type AccountUseCases = {
  getAccountUsers: GetAccountUsers;
  setCompany: SetCompany;
  addUser: AddUser;
  changeUser: ChangeUser;
  removeUser: RemoveUser;
  listAccountsToEnter: ListAccountsToEnter;
  enterAccount: EnterAccount;
};

export const accountsRpc = (useCases: AccountUseCases): ServiceImpl<typeof AccountsService> => ({
  async getAccountUsers({ customerId }, context) {
    requireOwnOr(context, customerId, "customers.read");
    return usersMessage(await useCases.getAccountUsers(customerId));
  },
  async setCompany({ customerId, company }, context) {
    requireOwnOr(context, customerId, "postpaid.manage");
    const form = company ?? { name: "", registrationNumber: "", vatNumber: "" };
    const by = callerOf(context).kind === "customer" ? undefined : actorOf(context);
    return usersMessage(valueOrThrow(await useCases.setCompany({ customerId, company: form, by })));
  },
  async addUser({ phone, name, level }, context) {
    return usersMessage(valueOrThrow(await useCases.addUser({ customerId: freshHolder(context), phone, name, level })));
  },
  async changeUser({ userId, level }, context) {
    return usersMessage(valueOrThrow(await useCases.changeUser({ customerId: freshHolder(context), userId, level })));
  },
  async removeUser({ userId }, context) {
    const { customerId } = customerOf(context);
    return usersMessage(valueOrThrow(await useCases.removeUser({ customerId, userId })));
  },
  async listAccountsToEnter(_, context) {
    return { accounts: await useCases.listAccountsToEnter(customerOf(context).customerId) };
  },
  async enterAccount({ customerId }, context) {
    const { customerId: personId, sessionId } = customerOf(context);
    const { accessToken, accessExpiresAt } = valueOrThrow(
      await useCases.enterAccount({ personId, sessionId, customerId }),
    );
    return { accessToken, accessExpiresAt: timestampFromDate(accessExpiresAt) };
  },
});

function freshHolder(context: HandlerContext): string {
  requireFresh(context, freshMinutes);
  return customerOf(context).customerId;
}

const usersMessage = ({ company, users }: AccountUsers) => ({
  ...(company && { company }),
  users: users.map(({ userId, name, phone, level, addedAt, lastEnteredAt }) => ({
    userId,
    name,
    phone,
    level,
    addedAt: timestampFromDate(addedAt),
    ...(lastEnteredAt && { lastEnteredAt: timestampFromDate(lastEnteredAt) }),
  })),
});
