import { z } from "zod";
import { customerJson, instant } from "#application/from-proto";
import { customerDeviceJson, proofMessage, requestOptionsJson } from "#application/security-json";
import { personOf } from "#transport/people";
import type { App, RouteContext } from "#transport/routes/route-context";
import { Id } from "#transport/schemas/common";
import { CodeSent, Customer } from "#transport/schemas/people";
import { PasskeyRequestOptions } from "#transport/schemas/passkeys";
import {
  Access,
  NewPassword,
  NewPhone,
  NewPhoneConfirmation,
  Security,
  StepUp,
  TotpCode,
} from "#transport/schemas/security";
import { Devices, RecoveryCodes, TotpOffer } from "#transport/schemas/staff";

/** How whoever is signed in signs in, and where. What changes that answers `step-up-needed` when the last proof of who it is has grown old. */
export function ownSecurityRoutes(app: App, { services }: RouteContext): void {
  const { security, passkeys } = services;
  const config = { access: "customer", level: "holder" } as const;
  const attempts = { ...config, limit: "sign-in" } as const;
  const tags = ["security"];
  const done = { 204: z.null() };

  app.get(
    "/v1/me/security",
    { config, schema: { tags, summary: "How one signs in", response: { 200: Security } } },
    async (request) => {
      const { authenticator, recoveryCodesLeft, passkeys: many } = await security.getSecurity({}, personOf(request));
      return { authenticator, recoveryCodesLeft, passkeys: many };
    },
  );

  app.post(
    "/v1/me/security/step-up/passkey",
    {
      config: attempts,
      schema: {
        tags,
        summary: "Ask for what a passkey is to sign for a fresh proof",
        response: { 200: PasskeyRequestOptions },
      },
    },
    async (request) => requestOptionsJson(await passkeys.beginStepUp({}, personOf(request))),
  );

  app.post(
    "/v1/me/security/step-up",
    { config: attempts, schema: { tags, summary: "Who one is, once more", body: StepUp, response: { 200: Access } } },
    async (request) => {
      const fresh = await security.stepUp({ proof: proofMessage(request.body.proof) }, personOf(request));
      return { accessToken: fresh.accessToken, accessExpiresAt: instant(fresh.accessExpiresAt) };
    },
  );

  app.post(
    "/v1/me/security/totp",
    {
      config,
      schema: { tags, summary: "Ask for the secret of an authenticator app", response: { 200: TotpOffer } },
    },
    async (request) => {
      const { secret, uri, expiresAt } = await security.beginTotp({}, personOf(request));
      return { secret, uri, expiresAt: instant(expiresAt) };
    },
  );

  app.post(
    "/v1/me/security/totp/confirm",
    {
      config: attempts,
      schema: {
        tags,
        summary: "Show that the authenticator app has the secret",
        body: TotpCode,
        response: { 200: RecoveryCodes },
      },
    },
    async (request) => {
      const { recoveryCodes } = await security.confirmTotp(request.body, personOf(request));
      return { recoveryCodes };
    },
  );

  app.delete(
    "/v1/me/security/totp",
    { config, schema: { tags, summary: "Sign in without an authenticator app", response: done } },
    async (request, reply) => {
      await security.turnOffTotp({}, personOf(request));
      return reply.status(204).send(null);
    },
  );

  app.post(
    "/v1/me/security/recovery-codes",
    {
      config,
      schema: { tags, summary: "New recovery codes; those from before are void", response: { 200: RecoveryCodes } },
    },
    async (request) => {
      const { recoveryCodes } = await security.renewRecoveryCodes({}, personOf(request));
      return { recoveryCodes };
    },
  );

  app.get(
    "/v1/me/security/devices",
    { config, schema: { tags, summary: "Where one is signed in", response: { 200: Devices } } },
    async (request) => {
      const { devices } = await security.listDevices({}, personOf(request));
      return { devices: devices.map(customerDeviceJson) };
    },
  );

  app.delete(
    "/v1/me/security/devices/:sessionId",
    {
      config,
      schema: { tags, summary: "Sign one device out", params: z.object({ sessionId: Id }), response: done },
    },
    async (request, reply) => {
      await security.signOutDevice(request.params, personOf(request));
      return reply.status(204).send(null);
    },
  );

  app.delete(
    "/v1/me/security/devices",
    { config, schema: { tags, summary: "Sign all other devices out", response: done } },
    async (request, reply) => {
      await security.signOutOtherDevices({}, personOf(request));
      return reply.status(204).send(null);
    },
  );

  app.put(
    "/v1/me/security/password",
    {
      config,
      schema: {
        tags,
        summary: "Change the password; all other devices are signed out",
        body: NewPassword,
        response: done,
      },
    },
    async (request, reply) => {
      await security.changePassword(request.body, personOf(request));
      return reply.status(204).send(null);
    },
  );

  app.post(
    "/v1/me/security/phone",
    {
      config: attempts,
      schema: { tags, summary: "Have a code sent to another phone", body: NewPhone, response: { 202: CodeSent } },
    },
    async (request, reply) => {
      const sent = await security.beginPhoneChange(request.body, personOf(request));
      return reply.status(202).send({ verificationId: sent.verificationId, expiresAt: instant(sent.expiresAt) });
    },
  );

  app.post(
    "/v1/me/security/phone/confirm",
    {
      config: attempts,
      schema: {
        tags,
        summary: "Confirm the code, and move to the other phone",
        body: NewPhoneConfirmation,
        response: { 200: Customer },
      },
    },
    async (request) => customerJson(await security.confirmPhoneChange(request.body, personOf(request))),
  );
}
