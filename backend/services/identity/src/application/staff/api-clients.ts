import { ok, type Result, refuse } from "@beacom/result";
import type { AccessTokens, InTransaction, NewId, OneTimeSecrets } from "#application/ports";
import { acting, nameOf } from "#application/staff/acting";
import type { ApiClient } from "#application/staff-ports";
import type { Actor } from "#domain/events";
import { isPermission } from "#domain/permissions";
import { coversRightsOf } from "#domain/staff";
import { accessExpiry } from "#domain/token-family";

type Needs = {
  inTransaction: InTransaction;
  secrets: OneTimeSecrets;
  accessTokens: AccessTokens;
  newId: NewId;
  clock: () => Date;
};

export type ListApiClients = () => Promise<ApiClient[]>;
export const listApiClientsWith =
  ({ inTransaction }: Pick<Needs, "inTransaction">): ListApiClients =>
  () =>
    inTransaction((records) => records.apiClients.all());

export type CreateApiClientRefusal = {
  kind:
    | "name-not-valid"
    | "permissions-missing"
    | "permission-unknown"
    | "permission-missing"
    | "more-rights-than-yours"
    | "day-passed";
};
export type CreateApiClient = (request: {
  by: Actor;
  name: string;
  permissions: readonly string[];
  expiresAt: Date | undefined;
}) => Promise<Result<{ client: ApiClient; secret: string }, CreateApiClientRefusal>>;

/** Programs get named permissions, never everything, and never more than the one who lets them in. The secret is told once. */
export function createApiClientWith({ inTransaction, secrets, newId, clock }: Needs): CreateApiClient {
  return async ({ by, name: typed, permissions, expiresAt }) => {
    const at = clock();
    const name = typed.trim();
    if (name === "" || name.length > 120) return refuse({ kind: "name-not-valid" });
    if (permissions.length === 0) return refuse({ kind: "permissions-missing" });
    if (!permissions.every(isPermission)) return refuse({ kind: "permission-unknown" });
    if (expiresAt && expiresAt <= at) return refuse({ kind: "day-passed" });
    const secret = secrets.newToken();
    return inTransaction(async (records) => {
      const actor = await acting(records, by, at, "clients.manage");
      if (!actor.ok) return actor;
      if (!coversRightsOf(actor.value, { ...actor.value, permissions }))
        return refuse({ kind: "more-rights-than-yours" });
      const client: ApiClient = {
        clientId: newId.apiClient(),
        name,
        permissions: [...new Set(permissions)].toSorted(),
        createdBy: nameOf(by),
        createdAt: at,
        expiresAt,
        lastUsedAt: undefined,
        revokedAt: undefined,
      };
      await records.apiClients.add({ ...client, secretHash: secrets.tokenHash(secret) });
      const after = { name, permissions: [...client.permissions], expiresAt: expiresAt?.toISOString() ?? null };
      const subject = { kind: "api-client", id: client.clientId } as const;
      await records.publish([{ type: "StaffActed", at, by, action: "api-client.created", subject, reason: "", after }]);
      return ok({ client, secret });
    });
  };
}

export type RevokeApiClient = (request: {
  by: Actor;
  clientId: string;
  reason: string;
}) => Promise<Result<true, { kind: "client-unknown" | "permission-missing" }>>;

export function revokeApiClientWith({ inTransaction, clock }: Needs): RevokeApiClient {
  return async ({ by, clientId, reason }) => {
    const at = clock();
    return inTransaction(async (records) => {
      const actor = await acting(records, by, at, "clients.manage");
      if (!actor.ok) return actor;
      const client = await records.apiClients.find(clientId);
      if (!client || client.revokedAt) return refuse({ kind: "client-unknown" });
      await records.apiClients.revoke(clientId, at);
      const subject = { kind: "api-client", id: clientId } as const;
      const before = { name: client.name, permissions: [...client.permissions] };
      await records.publish([
        { type: "AccessEnded", at, person: { kind: "staff", id: clientId } },
        { type: "StaffActed", at, by, action: "api-client.revoked", subject, reason, before },
      ]);
      return ok(true);
    });
  };
}

export type IssueClientToken = (request: {
  clientId: string;
  clientSecret: string;
}) => Promise<Result<{ accessToken: string; expiresAt: Date }, { kind: "not-signed-in" }>>;

/** RFC 6749 section 4.4. The secret has 256 random bits, so attempts need not be counted. */
export function issueClientTokenWith({ inTransaction, secrets, accessTokens, clock }: Needs): IssueClientToken {
  return async ({ clientId, clientSecret }) => {
    const at = clock();
    const client = await inTransaction(async (records) => {
      const known = await records.apiClients.find(clientId);
      const same = secrets.same(known?.secretHash ?? secrets.tokenHash(""), secrets.tokenHash(clientSecret));
      if (!known || !same || known.revokedAt || (known.expiresAt && known.expiresAt <= at)) return undefined;
      await records.apiClients.used(clientId, at);
      return known;
    });
    if (!client) return refuse({ kind: "not-signed-in" });
    const usual = accessExpiry(at);
    const expiresAt = client.expiresAt && client.expiresAt < usual ? client.expiresAt : usual;
    return ok({ accessToken: await accessTokens.forApiClient(client, at, expiresAt), expiresAt });
  };
}
