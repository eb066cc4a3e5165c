import type { FastifyReply } from "fastify";
import { z } from "zod";
import type { SignedIn } from "@beacom/proto/identity/v1/identity";
import { customerJson, instant } from "#application/from-proto";
import { deviceOf } from "#transport/device-of";
import { refuseOtherSites } from "#transport/own-site";
import { personOf } from "#transport/people";
import { Refused } from "#transport/problems";
import { customerSession, refreshCookie, secondFactorAsked } from "#transport/routes/customer-session";
import type { App, RouteContext } from "#transport/routes/route-context";
import { IdempotencyHeadersIfAny } from "#transport/schemas/common";
import {
  CodeConfirmation,
  CodeRequest,
  CodeSent,
  Customer,
  RefreshBody,
  Registration,
  Session,
  SignInByPassword,
} from "#transport/schemas/people";
import { SecondFactorAsked } from "#transport/schemas/security";

/** Registration, sign-in and sign-out. */
export function peopleRoutes(app: App, context: RouteContext) {
  const { services, publicUrl } = context;
  const { identity } = services;
  const attempts = { limit: "sign-in" } as const;

  app.post(
    "/v1/registrations",
    {
      config: { access: "public", ...attempts },
      schema: {
        tags: ["people"],
        summary: "Register and be sent a code",
        headers: IdempotencyHeadersIfAny,
        body: Registration,
        response: { 201: CodeSent },
      },
    },
    async (request, reply) => {
      const idempotencyKey = request.headers["idempotency-key"] ?? crypto.randomUUID();
      const sent = await identity.register({
        ...request.body,
        language: request.body.language ?? "en",
        idempotencyKey,
      });
      return reply.status(201).send({ verificationId: sent.verificationId, expiresAt: instant(sent.expiresAt) });
    },
  );

  app.post(
    "/v1/sign-in/code",
    {
      config: { access: "public", ...attempts },
      schema: { tags: ["people"], summary: "Ask for a sign-in code", body: CodeRequest, response: { 202: CodeSent } },
    },
    async (request, reply) => {
      const sent = await identity.requestSignInCode(request.body);
      return reply.status(202).send({ verificationId: sent.verificationId, expiresAt: instant(sent.expiresAt) });
    },
  );

  app.post(
    "/v1/codes/confirm",
    {
      config: { access: "public", ...attempts },
      schema: {
        tags: ["people"],
        summary: "Confirm a code and be signed in",
        body: CodeConfirmation,
        response: { 200: Session, 202: SecondFactorAsked },
      },
    },
    async (request, reply) => {
      const { verificationId, code, tokenDelivery } = request.body;
      const signedIn = await identity.confirmCode({ verificationId, code, device: deviceOf(request) });
      const asked = secondFactorAsked(signedIn);
      return asked ? reply.status(202).send(asked) : session(reply, tokenDelivery, signedIn);
    },
  );

  app.post(
    "/v1/sign-in",
    {
      config: { access: "public", ...attempts },
      schema: {
        tags: ["people"],
        summary: "Sign in with a password",
        body: SignInByPassword,
        response: { 200: Session, 202: SecondFactorAsked },
      },
    },
    async (request, reply) => {
      const { identifier, password, tokenDelivery } = request.body;
      const signedIn = await identity.signIn({ identifier, password, device: deviceOf(request) });
      const asked = secondFactorAsked(signedIn);
      return asked ? reply.status(202).send(asked) : session(reply, tokenDelivery, signedIn);
    },
  );

  app.post(
    "/v1/sign-in/refresh",
    {
      config: { access: "public" },
      schema: { tags: ["people"], summary: "Get a new access token", body: RefreshBody, response: { 200: Session } },
    },
    async (request, reply) => {
      refuseOtherSites(request, publicUrl());
      const fromBody = request.body?.refreshToken;
      const refreshToken = fromBody ?? request.cookies[refreshCookie];
      if (!refreshToken) throw new Refused(401, "not-signed-in-yet", "Sign in to go on.");
      return session(reply, fromBody ? "body" : "cookie", await identity.refresh({ refreshToken }));
    },
  );

  app.post(
    "/v1/sign-out",
    {
      config: { access: "public" },
      schema: {
        tags: ["people"],
        summary: "End this device's session",
        body: RefreshBody,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      refuseOtherSites(request, publicUrl());
      const refreshToken = request.body?.refreshToken ?? request.cookies[refreshCookie];
      if (refreshToken) await identity.signOut({ refreshToken });
      return reply.clearCookie(refreshCookie, { path: "/v1" }).status(204).send(null);
    },
  );

  app.get(
    "/v1/me",
    {
      config: { access: "customer" },
      schema: { tags: ["people"], summary: "Who is signed in", response: { 200: Customer } },
    },
    async (request) => {
      const { customerId, headers } = personOf(request);
      return customerJson(await identity.getCustomer({ customerId }, { headers }));
    },
  );

  const session = (reply: FastifyReply, delivery: "cookie" | "body", signedIn: SignedIn) =>
    customerSession(context, { reply, delivery, signedIn });
}
