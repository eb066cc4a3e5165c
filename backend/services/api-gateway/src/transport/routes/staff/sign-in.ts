import type { FastifyReply } from "fastify";
import { z } from "zod";
import type { StaffSignedIn } from "@beacom/proto/identity/v1/staff";
import { instant } from "#application/from-proto";
import { secondFactorMessage } from "#application/security-json";
import { deviceJson } from "#application/staff-json";
import { deviceOf } from "#transport/device-of";
import { refuseOtherSites } from "#transport/own-site";
import { memberOf, originOf } from "#transport/people";
import { Refused } from "#transport/problems";
import type { App, RouteContext } from "#transport/routes/route-context";
import { staffCookie, staffSession } from "#transport/routes/staff/staff-session";
import { Id } from "#transport/schemas/common";
import { RefreshBody } from "#transport/schemas/people";
import {
  Devices,
  RecoveryCodes,
  SecondFactorEnrolled,
  SecondFactorProof,
  StaffAccess,
  StaffSession,
  StaffSignIn,
  StaffSignInConfirmation,
  StaffSignInStep,
  TotpConfirmation,
  TotpOffer,
} from "#transport/schemas/staff";

/** Two steps to sign in, the second factor, and one's own devices. */
export function staffSignInRoutes(app: App, context: RouteContext): void {
  const { services, publicUrl } = context;
  const { staff } = services;
  const attempts = { limit: "sign-in" } as const;
  const own = { access: "staff", permission: "own" } as const;
  const tags = ["staff"];

  app.post(
    "/v1/staff/sign-in",
    {
      config: { access: "public", ...attempts },
      schema: { tags, summary: "Prove the password", body: StaffSignIn, response: { 200: StaffSignInStep } },
    },
    async (request) => {
      const { next } = await staff.signIn(
        { ...request.body, device: deviceOf(request) },
        { headers: originOf(request) },
      );
      if (next.case === undefined) throw new Error("a sign-in came back without its next step");
      const expiresAt = instant(next.value.expiresAt);
      return next.case === "secondFactor"
        ? { step: "second-factor" as const, challenge: next.value.challenge, expiresAt }
        : { step: "enrolment" as const, enrolmentToken: next.value.enrolmentToken, expiresAt };
    },
  );

  app.post(
    "/v1/staff/sign-in/confirm",
    {
      config: { access: "public", ...attempts },
      schema: {
        tags,
        summary: "Prove the second factor and be signed in",
        body: StaffSignInConfirmation,
        response: { 200: StaffSession },
      },
    },
    async (request, reply) => {
      const { challenge, proof, tokenDelivery } = request.body;
      const confirmation = { challenge, proof: secondFactorMessage(proof) };
      return session(reply, tokenDelivery, await staff.confirmSignIn(confirmation, { headers: originOf(request) }));
    },
  );

  app.post(
    "/v1/staff/sign-in/refresh",
    {
      config: { access: "public" },
      schema: { tags, summary: "Get a new access token", body: RefreshBody, response: { 200: StaffSession } },
    },
    async (request, reply) => {
      refuseOtherSites(request, publicUrl());
      const fromBody = request.body?.refreshToken;
      const refreshToken = fromBody ?? request.cookies[staffCookie.name];
      if (!refreshToken) throw new Refused(401, "not-signed-in-yet", "Sign in to go on.");
      return session(reply, fromBody ? "body" : "cookie", await staff.refresh({ refreshToken }));
    },
  );

  app.post(
    "/v1/staff/sign-out",
    {
      config: { access: "public" },
      schema: { tags, summary: "End this device's session", body: RefreshBody, response: { 204: z.null() } },
    },
    async (request, reply) => {
      refuseOtherSites(request, publicUrl());
      const refreshToken = request.body?.refreshToken ?? request.cookies[staffCookie.name];
      if (refreshToken) await staff.signOut({ refreshToken });
      return reply.clearCookie(staffCookie.name, { path: staffCookie.path }).status(204).send(null);
    },
  );

  app.post(
    "/v1/staff/second-factor/totp",
    {
      config: { access: "enrolment", permission: "own" },
      schema: { tags, summary: "Ask for the secret of an authenticator app", response: { 200: TotpOffer } },
    },
    async (request) => {
      const { secret, uri, expiresAt } = await staff.beginTotp({}, memberOf(request));
      return { secret, uri, expiresAt: instant(expiresAt) };
    },
  );

  app.post(
    "/v1/staff/second-factor/totp/confirm",
    {
      config: { access: "enrolment", permission: "own", ...attempts },
      schema: {
        tags,
        summary: "Show that the authenticator app has the secret",
        body: TotpConfirmation,
        response: { 200: SecondFactorEnrolled },
      },
    },
    async (request, reply) => {
      const { totpCode, tokenDelivery } = request.body;
      const enrolled = await staff.confirmTotp({ totpCode, device: deviceOf(request) }, memberOf(request));
      const { recoveryCodes, signedIn } = enrolled;
      return { recoveryCodes, ...(signedIn && { session: session(reply, tokenDelivery, signedIn) }) };
    },
  );

  app.post(
    "/v1/staff/second-factor/confirm",
    {
      config: { ...own, ...attempts },
      schema: {
        tags,
        summary: "The second factor once more, for what asks for a fresh one",
        body: SecondFactorProof,
        response: { 200: StaffAccess },
      },
    },
    async (request) => {
      const proof = secondFactorMessage(request.body.proof);
      const { accessToken, accessExpiresAt } = await staff.confirmSecondFactor({ proof }, memberOf(request));
      return { accessToken, accessExpiresAt: instant(accessExpiresAt) };
    },
  );

  app.post(
    "/v1/staff/second-factor/recovery-codes",
    {
      config: own,
      schema: { tags, summary: "New recovery codes; those from before are void", response: { 200: RecoveryCodes } },
    },
    async (request) => {
      const { recoveryCodes } = await staff.renewRecoveryCodes({}, memberOf(request));
      return { recoveryCodes };
    },
  );

  app.get(
    "/v1/staff/devices",
    { config: own, schema: { tags, summary: "Where one is signed in", response: { 200: Devices } } },
    async (request) => ({ devices: (await staff.listDevices({}, memberOf(request))).devices.map(deviceJson) }),
  );

  app.delete(
    "/v1/staff/devices/:sessionId",
    {
      config: own,
      schema: {
        tags,
        summary: "Sign one device out",
        params: z.object({ sessionId: Id }),
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      await staff.signOutDevice(request.params, memberOf(request));
      return reply.status(204).send(null);
    },
  );

  app.delete(
    "/v1/staff/devices",
    { config: own, schema: { tags, summary: "Sign out everywhere", response: { 204: z.null() } } },
    async (request, reply) => {
      await staff.signOutEverywhere({}, memberOf(request));
      return reply.status(204).send(null);
    },
  );

  const session = (reply: FastifyReply, delivery: "cookie" | "body", signedIn: StaffSignedIn) =>
    staffSession(context, { reply, delivery, signedIn });
}
