import type { FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import { timestampDate } from "@bufbuild/protobuf/wkt";
import type { SignedIn } from "@beacom/proto/identity/v1/identity";
import { customerJson, instant } from "#application/from-proto";
import { refuseOtherSites } from "#transport/own-site";
import { personOf } from "#transport/people";
import { Refused } from "#transport/problems";
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

const refreshCookie = "beacom_refresh";

/** Registration, sign-in and sign-out. The refresh token of a browser lives in a cookie that scripts cannot read. */
export function peopleRoutes(app: App, { services: { identity }, config, publicUrl }: RouteContext) {
  const attempts = { rateLimit: { max: config.signInAttemptsPerMinute, timeWindow: "1 minute" } };
  const secure = () => publicUrl().startsWith("https:");

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
        response: { 200: Session },
      },
    },
    async (request, reply) => {
      const { verificationId, code, tokenDelivery } = request.body;
      return session(
        reply,
        tokenDelivery,
        await identity.confirmCode({ verificationId, code, device: deviceOf(request) }),
      );
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
        response: { 200: Session },
      },
    },
    async (request, reply) => {
      const { identifier, password, tokenDelivery } = request.body;
      return session(reply, tokenDelivery, await identity.signIn({ identifier, password, device: deviceOf(request) }));
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

  function session(reply: FastifyReply, delivery: "cookie" | "body", signedIn: SignedIn) {
    if (!signedIn.customer || !signedIn.refreshExpiresAt) throw new Error("a sign-in came back without its customer");
    if (delivery === "cookie") {
      const expires = timestampDate(signedIn.refreshExpiresAt);
      const cookie = { httpOnly: true, sameSite: "strict", path: "/v1", secure: secure(), expires } as const;
      void reply.setCookie(refreshCookie, signedIn.refreshToken, cookie);
    }
    return {
      accessToken: signedIn.accessToken,
      accessExpiresAt: instant(signedIn.accessExpiresAt),
      customer: customerJson(signedIn.customer),
      ...(delivery === "body" ? { refreshToken: signedIn.refreshToken } : {}),
    };
  }
}

const deviceOf = (request: FastifyRequest) => (request.headers["user-agent"] ?? "").slice(0, 200);
