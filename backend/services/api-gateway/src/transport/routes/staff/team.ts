import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import { z } from "zod";
import { instant } from "#application/from-proto";
import { apiClientJson, elevationJson, invitationJson, teamMemberJson } from "#application/staff-json";
import { memberOf, originOf } from "#transport/people";
import type { App, RouteContext } from "#transport/routes/route-context";
import { Id, Text } from "#transport/schemas/common";
import {
  ApiClientMade,
  ApiClients,
  ApiClientToMake,
  ClientCredentials,
  Elevation,
  ElevationDecision,
  Elevations,
  ElevationToAsk,
  EnrolmentWanted,
  InvitationAcceptance,
  InvitationToMake,
  Invited,
  Role,
  RoleChange,
  RoleDefinition,
  Roles,
  StaffAccess,
  Team,
  TeamMember,
  WithReason,
} from "#transport/schemas/staff";

const manages = { access: "staff", permission: "staff.manage" } as const;
const reads = { access: "staff", permission: "staff.read" } as const;
const own = { access: "staff", permission: "own" } as const;
const elevates = { access: "staff", permission: "staff.elevate" } as const;
const lets = { access: "staff", permission: "clients.manage" } as const;

/** Who works here, roles, rights for some hours, and programs. */
export function teamRoutes(app: App, { services: { team, staff } }: RouteContext): void {
  const attempts = { limit: "sign-in" } as const;
  const tags = ["team"];
  const OfStaff = z.object({ staffId: Id });
  const Nothing = { 204: z.null() };

  app.get(
    "/v1/staff/team",
    { config: reads, schema: { tags, summary: "Who works here, and who is invited", response: { 200: Team } } },
    async (request) => {
      const { members, invitations } = await team.listTeam({}, memberOf(request));
      return { members: members.map(teamMemberJson), invitations: invitations.map(invitationJson) };
    },
  );

  app.post(
    "/v1/staff/invitations",
    {
      config: manages,
      schema: { tags, summary: "Invite somebody", body: InvitationToMake, response: { 201: Invited } },
    },
    async (request, reply) => {
      const { sites, resellers, ...invited } = request.body;
      const { invitation, token } = await team.invite(
        { ...invited, ...scopeMessages({ sites, resellers }) },
        memberOf(request),
      );
      if (!invitation) throw new Error("an invitation was made and did not come back");
      return reply.status(201).send({ invitation: invitationJson(invitation), token });
    },
  );

  app.delete(
    "/v1/staff/invitations/:invitationId",
    {
      config: manages,
      schema: {
        tags,
        summary: "Withdraw an invitation",
        params: z.object({ invitationId: Id }),
        response: Nothing,
      },
    },
    async (request, reply) => {
      await team.withdrawInvitation(request.params, memberOf(request));
      return reply.status(204).send(null);
    },
  );

  app.post(
    "/v1/staff/invitations/accept",
    {
      config: { access: "public", ...attempts },
      schema: {
        tags,
        summary: "Accept an invitation with a password of one's own",
        body: InvitationAcceptance,
        response: { 200: EnrolmentWanted },
      },
    },
    async (request) => {
      const accepted = await team.acceptInvitation(request.body, { headers: originOf(request) });
      return { enrolmentToken: accepted.enrolmentToken, expiresAt: instant(accepted.expiresAt) };
    },
  );

  app.put(
    "/v1/staff/team/:staffId/role",
    {
      config: manages,
      schema: { tags, summary: "Give another role", params: OfStaff, body: RoleChange, response: { 200: TeamMember } },
    },
    async (request) => {
      const { role, reason, ...scopes } = request.body;
      const change = { ...request.params, role, reason, ...scopeMessages(scopes) };
      return teamMemberJson(await team.changeRole(change, memberOf(request)));
    },
  );

  app.post(
    "/v1/staff/team/:staffId/deactivate",
    {
      config: manages,
      schema: { tags, summary: "Let somebody go", params: OfStaff, body: WithReason, response: Nothing },
    },
    async (request, reply) => {
      await team.deactivate({ ...request.params, ...request.body }, memberOf(request));
      return reply.status(204).send(null);
    },
  );

  app.post(
    "/v1/staff/team/:staffId/reactivate",
    {
      config: manages,
      schema: { tags, summary: "Take somebody back", params: OfStaff, body: WithReason, response: Nothing },
    },
    async (request, reply) => {
      await team.reactivate({ ...request.params, ...request.body }, memberOf(request));
      return reply.status(204).send(null);
    },
  );

  app.post(
    "/v1/staff/team/:staffId/reset-second-factor",
    {
      config: manages,
      schema: {
        tags,
        summary: "For somebody who has lost phone and recovery codes",
        params: OfStaff,
        body: WithReason,
        response: Nothing,
      },
    },
    async (request, reply) => {
      await staff.resetSecondFactor({ ...request.params, ...request.body }, memberOf(request));
      return reply.status(204).send(null);
    },
  );

  app.get(
    "/v1/staff/roles",
    { config: reads, schema: { tags, summary: "Roles, and every permission", response: { 200: Roles } } },
    async (request) => {
      const { roles, permissions } = await team.listRoles({}, memberOf(request));
      return {
        roles: roles.map(({ role, title, permissions: granted, builtIn, changed, members }) => ({
          role,
          title,
          permissions: granted,
          builtIn,
          changed,
          members,
        })),
        permissions: permissions.map(({ permission, what }) => ({ permission, what })),
      };
    },
  );

  const OfRole = z.object({ role: Text(40) });
  app.put(
    "/v1/staff/roles/:role",
    {
      config: manages,
      schema: { tags, summary: "Make or change a role", params: OfRole, body: RoleDefinition, response: { 200: Role } },
    },
    async (request) => {
      const defined = await team.defineRole({ ...request.params, ...request.body }, memberOf(request));
      const { role, title, permissions, builtIn, changed, members } = defined;
      return { role, title, permissions, builtIn, changed, members };
    },
  );

  app.delete(
    "/v1/staff/roles/:role",
    {
      config: manages,
      schema: { tags, summary: "Remove a role, or restore a built-in one", params: OfRole, response: Nothing },
    },
    async (request, reply) => {
      await team.removeRole(request.params, memberOf(request));
      return reply.status(204).send(null);
    },
  );

  app.get(
    "/v1/staff/elevations",
    {
      config: own,
      schema: { tags, summary: "Rights for some hours, the latest first", response: { 200: Elevations } },
    },
    async (request) => ({
      elevations: (await team.listElevations({}, memberOf(request))).elevations.map(elevationJson),
    }),
  );

  app.post(
    "/v1/staff/elevations",
    {
      config: own,
      schema: { tags, summary: "Ask for more rights", body: ElevationToAsk, response: { 201: Elevation } },
    },
    async (request, reply) =>
      reply.status(201).send(elevationJson(await team.askElevation(request.body, memberOf(request)))),
  );

  const OfElevation = z.object({ elevationId: Id });
  app.post(
    "/v1/staff/elevations/:elevationId/decision",
    {
      config: elevates,
      schema: {
        tags,
        summary: "Approve or refuse what somebody else asks for",
        params: OfElevation,
        body: ElevationDecision,
        response: { 200: Elevation },
      },
    },
    async (request) =>
      elevationJson(await team.decideElevation({ ...request.params, ...request.body }, memberOf(request))),
  );

  app.delete(
    "/v1/staff/elevations/:elevationId",
    {
      config: own,
      schema: { tags, summary: "End them before their time", params: OfElevation, response: Nothing },
    },
    async (request, reply) => {
      await team.endElevation(request.params, memberOf(request));
      return reply.status(204).send(null);
    },
  );

  app.get(
    "/v1/staff/api-clients",
    { config: lets, schema: { tags, summary: "Programs that act for the operator", response: { 200: ApiClients } } },
    async (request) => ({ clients: (await team.listApiClients({}, memberOf(request))).clients.map(apiClientJson) }),
  );

  app.post(
    "/v1/staff/api-clients",
    {
      config: lets,
      schema: { tags, summary: "Let a program in", body: ApiClientToMake, response: { 201: ApiClientMade } },
    },
    async (request, reply) => {
      const { name, permissions, expiresAt } = request.body;
      const wanted = { name, permissions, ...(expiresAt && { expiresAt: timestampFromDate(new Date(expiresAt)) }) };
      const { client, clientSecret } = await team.createApiClient(wanted, memberOf(request));
      if (!client) throw new Error("a program was let in and did not come back");
      return reply.status(201).send({ client: apiClientJson(client), clientSecret });
    },
  );

  app.post(
    "/v1/staff/api-clients/:clientId/revoke",
    {
      config: lets,
      schema: {
        tags,
        summary: "Take a program's access away",
        params: z.object({ clientId: Id }),
        body: WithReason,
        response: Nothing,
      },
    },
    async (request, reply) => {
      await team.revokeApiClient({ ...request.params, ...request.body }, memberOf(request));
      return reply.status(204).send(null);
    },
  );

  app.post(
    "/v1/api-clients/token",
    {
      config: { access: "public", ...attempts },
      schema: {
        tags,
        summary: "A program's access token, for its secret",
        body: ClientCredentials,
        response: { 200: StaffAccess },
      },
    },
    async (request) => {
      const issued = await team.issueClientToken(request.body);
      return { accessToken: issued.accessToken, accessExpiresAt: instant(issued.accessExpiresAt) };
    },
  );

  app.post(
    "/v1/staff/customers/:customerId/see-as",
    {
      config: { access: "staff", permission: "customers.impersonate" },
      schema: {
        tags: ["staff"],
        summary: "See what a customer sees, without being able to change it",
        params: z.object({ customerId: Id }),
        body: WithReason,
        response: { 200: StaffAccess },
      },
    },
    async (request) => {
      const seen = await team.seeAsCustomer({ ...request.params, ...request.body }, memberOf(request));
      return { accessToken: seen.accessToken, accessExpiresAt: instant(seen.accessExpiresAt) };
    },
  );
}

const scopeMessages = ({ sites, resellers }: { sites: string[] | null; resellers: string[] | null }) => ({
  ...(sites && { sites: { ids: sites } }),
  ...(resellers && { resellers: { ids: resellers } }),
});
