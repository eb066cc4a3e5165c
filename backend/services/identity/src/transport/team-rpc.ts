import type { TeamService } from "@beacom/proto/identity/v1/team";
import { callerOf, requireFresh, requirePermission } from "@beacom/runtime";
import { timestampDate, timestampFromDate } from "@bufbuild/protobuf/wkt";
import type { HandlerContext, ServiceImpl } from "@connectrpc/connect";
import type { AcceptInvitation } from "#application/staff/accept-invitation";
import type {
  CreateApiClient,
  IssueClientToken,
  ListApiClients,
  RevokeApiClient,
} from "#application/staff/api-clients";
import type { ChangeRole, Deactivate, Reactivate } from "#application/staff/change-staff";
import type { DefineRole, ListRoles, RemoveRole } from "#application/staff/define-roles";
import type { AskElevation, DecideElevation, EndElevation, ListElevations } from "#application/staff/elevations";
import type { InviteStaff, WithdrawInvitation } from "#application/staff/invite";
import type { ListTeam } from "#application/staff/list-team";
import type { SeeAsCustomer } from "#application/staff/see-as-customer";
import { permissions } from "#domain/permissions";
import { mayDo } from "#domain/staff";
import { valueOrThrow } from "#transport/refusal-codes";
import {
  apiClientMessage,
  elevationMessage,
  invitationMessage,
  scopesOf,
  teamMemberMessage,
} from "#transport/team-messages";
import { actorOf, freshMinutes, originOf, staffActorOf } from "#transport/who-acts";

export type TeamUseCases = {
  listTeam: ListTeam;
  invite: InviteStaff;
  withdrawInvitation: WithdrawInvitation;
  acceptInvitation: AcceptInvitation;
  changeRole: ChangeRole;
  deactivate: Deactivate;
  reactivate: Reactivate;
  listRoles: ListRoles;
  defineRole: DefineRole;
  removeRole: RemoveRole;
  askElevation: AskElevation;
  listElevations: ListElevations;
  decideElevation: DecideElevation;
  endElevation: EndElevation;
  listApiClients: ListApiClients;
  createApiClient: CreateApiClient;
  revokeApiClient: RevokeApiClient;
  issueClientToken: IssueClientToken;
  seeAsCustomer: SeeAsCustomer;
  endedAccess: () => Promise<{ personId: string; sessionId: string; at: Date }[]>;
  clock: () => Date;
};

export function teamRpc(useCases: TeamUseCases): ServiceImpl<typeof TeamService> {
  /** Who acts, if they may manage others and have just proved that it is them. */
  function managerOf(context: HandlerContext) {
    requirePermission(context, "staff.manage");
    requireFresh(context, freshMinutes);
    return actorOf(context);
  }
  return {
    async listTeam(_, context) {
      requirePermission(context, "staff.read");
      const { members, invitations } = await useCases.listTeam();
      return { members: members.map(teamMemberMessage), invitations: invitations.map(invitationMessage) };
    },
    async invite(request, context) {
      const { name, email, role } = request;
      const invited = await useCases.invite({ by: managerOf(context), name, email, role, ...scopesOf(request) });
      const { invitation, token } = valueOrThrow(invited);
      return { invitation: invitationMessage(invitation), token };
    },
    async withdrawInvitation({ invitationId }, context) {
      requirePermission(context, "staff.manage");
      valueOrThrow(await useCases.withdrawInvitation({ by: actorOf(context), invitationId }));
      return {};
    },
    async acceptInvitation({ token, password }, context) {
      const accepted = await useCases.acceptInvitation({ token, password, from: originOf(context) });
      const { enrolmentToken, expiresAt } = valueOrThrow(accepted);
      return { enrolmentToken, expiresAt: timestampFromDate(expiresAt) };
    },
    async changeRole(request, context) {
      const { staffId, role, reason } = request;
      const change = { by: managerOf(context), staffId, role, reason, ...scopesOf(request) };
      return teamMemberMessage(valueOrThrow(await useCases.changeRole(change)));
    },
    async deactivate({ staffId, reason }, context) {
      valueOrThrow(await useCases.deactivate({ by: managerOf(context), staffId, reason }));
      return {};
    },
    async reactivate({ staffId, reason }, context) {
      valueOrThrow(await useCases.reactivate({ by: managerOf(context), staffId, reason }));
      return {};
    },
    async listRoles(_, context) {
      requirePermission(context, "staff.read");
      const roles = await useCases.listRoles();
      return {
        roles: roles.map((role) => ({ ...role, permissions: [...role.permissions] })),
        permissions: Object.entries(permissions).map(([permission, what]) => ({ permission, what })),
      };
    },
    async defineRole({ role, title, permissions: granted }, context) {
      const form = { role, title, permissions: granted };
      const defined = valueOrThrow(await useCases.defineRole({ by: managerOf(context), form }));
      return { ...defined, permissions: [...defined.permissions], changed: true };
    },
    async removeRole({ role }, context) {
      valueOrThrow(await useCases.removeRole({ by: managerOf(context), role }));
      return {};
    },
    async askElevation({ permissions: wanted, minutes, reason }, context) {
      const asked = { by: staffActorOf(context), permissions: wanted, minutes, reason };
      return elevationMessage(valueOrThrow(await useCases.askElevation(asked)), useCases.clock());
    },
    async listElevations(_, context) {
      const caller = callerOf(context);
      const { elevations, at } = await useCases.listElevations();
      const all = caller.kind === "staff" && mayDo(caller, "staff.elevate");
      const shown = elevations.filter(({ staffId }) => all || (caller.kind === "staff" && caller.staffId === staffId));
      return { elevations: shown.map((elevation) => elevationMessage(elevation, at)) };
    },
    async decideElevation({ elevationId, approve }, context) {
      requirePermission(context, "staff.elevate");
      requireFresh(context, freshMinutes);
      const decided = await useCases.decideElevation({ by: actorOf(context), elevationId, approve });
      return elevationMessage(valueOrThrow(decided), useCases.clock());
    },
    async endElevation({ elevationId }, context) {
      valueOrThrow(await useCases.endElevation({ by: actorOf(context), elevationId }));
      return {};
    },
    async listApiClients(_, context) {
      requirePermission(context, "clients.manage");
      return { clients: (await useCases.listApiClients()).map(apiClientMessage) };
    },
    async createApiClient({ name, permissions: granted, expiresAt }, context) {
      requirePermission(context, "clients.manage");
      requireFresh(context, freshMinutes);
      const wanted = { name, permissions: granted, expiresAt: expiresAt && timestampDate(expiresAt) };
      const created = valueOrThrow(await useCases.createApiClient({ by: actorOf(context), ...wanted }));
      return { client: apiClientMessage(created.client), clientSecret: created.secret };
    },
    async revokeApiClient({ clientId, reason }, context) {
      requirePermission(context, "clients.manage");
      valueOrThrow(await useCases.revokeApiClient({ by: actorOf(context), clientId, reason }));
      return {};
    },
    async issueClientToken(request) {
      const { accessToken, expiresAt } = valueOrThrow(await useCases.issueClientToken(request));
      return { accessToken, accessExpiresAt: timestampFromDate(expiresAt) };
    },
    async seeAsCustomer({ customerId, reason }, context) {
      requirePermission(context, "customers.impersonate");
      const seen = await useCases.seeAsCustomer({ by: staffActorOf(context), customerId, reason });
      const { accessToken, expiresAt } = valueOrThrow(seen);
      return { accessToken, accessExpiresAt: timestampFromDate(expiresAt) };
    },
    async listEndedAccess() {
      const ended = await useCases.endedAccess();
      return {
        entries: ended.map(({ personId, sessionId, at }) => ({
          ended: { personId, sessionId },
          at: timestampFromDate(at),
        })),
      };
    },
  };
}
