import { z } from "zod";
import type { AccountUsers } from "@beacom/proto/identity/v1/accounts";
import { instant, instantOrNull } from "#application/from-proto";
import { personOf } from "#transport/people";
import type { App, RouteContext } from "#transport/routes/route-context";
import {
  AccountsToEnter,
  AccountUsersShown,
  CompanyForm,
  levelOf,
  UserLevel,
  UserToAdd,
} from "#transport/schemas/account-users";
import { Id } from "#transport/schemas/common";
import { Access } from "#transport/schemas/security";

/** Whose account it is, who else uses it, and accounts of others that one may enter. */
export function accountUserRoutes(app: App, { services: { accounts } }: RouteContext): void {
  const config = { access: "customer", level: "holder" } as const;
  const tags = ["account users"];
  const OfUser = z.object({ userId: Id });

  app.get(
    "/v1/me/users",
    { config, schema: { tags, summary: "Who else uses the account", response: { 200: AccountUsersShown } } },
    async (request) => {
      const { customerId, headers } = personOf(request);
      return usersJson(await accounts.getAccountUsers({ customerId }, { headers }));
    },
  );

  app.post(
    "/v1/me/users",
    {
      config,
      schema: {
        tags,
        summary: "Let somebody use the account, by phone",
        body: UserToAdd,
        response: { 201: AccountUsersShown },
      },
    },
    async (request, reply) =>
      reply.status(201).send(usersJson(await accounts.addUser(request.body, personOf(request)))),
  );

  app.put(
    "/v1/me/users/:userId",
    {
      config,
      schema: {
        tags,
        summary: "What they may do",
        params: OfUser,
        body: UserLevel,
        response: { 200: AccountUsersShown },
      },
    },
    async (request) => usersJson(await accounts.changeUser({ ...request.params, ...request.body }, personOf(request))),
  );

  app.delete(
    "/v1/me/users/:userId",
    {
      config,
      schema: { tags, summary: "Let them in no more", params: OfUser, response: { 200: AccountUsersShown } },
    },
    async (request) => usersJson(await accounts.removeUser(request.params, personOf(request))),
  );

  app.put(
    "/v1/me/company",
    {
      config,
      schema: {
        tags,
        summary: "The company behind the account; an empty name for none",
        body: CompanyForm,
        response: { 200: AccountUsersShown },
      },
    },
    async (request) => {
      const { customerId, headers } = personOf(request);
      return usersJson(await accounts.setCompany({ customerId, company: request.body }, { headers }));
    },
  );

  app.get(
    "/v1/me/accounts",
    { config, schema: { tags, summary: "Accounts of others to enter", response: { 200: AccountsToEnter } } },
    async (request) => {
      const { accounts: open } = await accounts.listAccountsToEnter({}, personOf(request));
      return {
        accounts: open.map(({ customerId, name, level }) => ({ customerId, name, level: levelOf(level) })),
      };
    },
  );

  app.post(
    "/v1/me/accounts/:customerId/enter",
    {
      config,
      schema: {
        tags,
        summary: "A token in somebody else's account, for a quarter of an hour",
        params: z.object({ customerId: Id }),
        response: { 200: Access },
      },
    },
    async (request) => {
      const entered = await accounts.enterAccount(request.params, personOf(request));
      return { accessToken: entered.accessToken, accessExpiresAt: instant(entered.accessExpiresAt) };
    },
  );
}

const usersJson = ({ company, users }: AccountUsers) => ({
  company: company
    ? { name: company.name, registrationNumber: company.registrationNumber, vatNumber: company.vatNumber }
    : null,
  users: users.map(({ userId, name, phone, level, addedAt, lastEnteredAt }) => ({
    userId,
    name,
    phone,
    level: levelOf(level),
    addedAt: instant(addedAt),
    lastEnteredAt: instantOrNull(lastEnteredAt),
  })),
});
