import { z } from "zod";
import {
  assertionMessage,
  attestationMessage,
  creationOptionsJson,
  passkeyJson,
  requestOptionsJson,
} from "#application/security-json";
import { deviceOf } from "#transport/device-of";
import { memberOf, originOf } from "#transport/people";
import type { App, RouteContext } from "#transport/routes/route-context";
import { staffSession } from "#transport/routes/staff/staff-session";
import { Id } from "#transport/schemas/common";
import {
  Passkey,
  PasskeyCreationOptions,
  PasskeyName,
  PasskeyRequestOptions,
  PasskeySignIn,
  PasskeySignInBegin,
  Passkeys,
} from "#transport/schemas/passkeys";
import { NewStaffPasskey, StaffPasskeyAdded, StaffSession } from "#transport/schemas/staff";

/** Passkeys of those who work here: they sign in by themselves, and are a second factor. */
export function staffPasskeyRoutes(app: App, context: RouteContext): void {
  const { services } = context;
  const { passkeys } = services;
  const attempts = { limit: "sign-in" } as const;
  const own = { access: "staff", permission: "own" } as const;
  const enrolling = { access: "enrolment", permission: "own" } as const;
  const tags = ["staff"];
  const params = z.object({ passkeyId: Id });

  app.post(
    "/v1/staff/sign-in/passkey/options",
    {
      config: { access: "public", ...attempts },
      schema: {
        tags,
        summary: "Ask for what a passkey is to sign",
        body: PasskeySignInBegin,
        response: { 200: PasskeyRequestOptions },
      },
    },
    async (request) => requestOptionsJson(await passkeys.beginSignIn({ challenge: request.body?.challenge ?? "" })),
  );

  app.post(
    "/v1/staff/sign-in/passkey",
    {
      config: { access: "public", ...attempts },
      schema: { tags, summary: "Sign in with a passkey", body: PasskeySignIn, response: { 200: StaffSession } },
    },
    async (request, reply) => {
      const { credential, tokenDelivery: delivery } = request.body;
      const answer = { assertion: assertionMessage(credential), device: deviceOf(request) };
      const signedIn = await passkeys.signInStaff(answer, { headers: originOf(request) });
      return staffSession(context, { reply, delivery, signedIn });
    },
  );

  app.post(
    "/v1/staff/second-factor/passkey",
    {
      config: { ...own, ...attempts },
      schema: {
        tags,
        summary: "Ask for what a passkey is to sign for a fresh proof",
        response: { 200: PasskeyRequestOptions },
      },
    },
    async (request) => requestOptionsJson(await passkeys.beginStepUp({}, memberOf(request))),
  );

  app.get(
    "/v1/staff/passkeys",
    { config: own, schema: { tags, summary: "One's passkeys", response: { 200: Passkeys } } },
    async (request) => {
      const { passkeys: mine } = await passkeys.listPasskeys({}, memberOf(request));
      return { passkeys: mine.map(passkeyJson) };
    },
  );

  app.post(
    "/v1/staff/passkeys/options",
    {
      config: enrolling,
      schema: { tags, summary: "Ask for what a new passkey is made from", response: { 200: PasskeyCreationOptions } },
    },
    async (request) => creationOptionsJson(await passkeys.beginRegistration({}, memberOf(request))),
  );

  app.post(
    "/v1/staff/passkeys",
    {
      config: { ...enrolling, ...attempts },
      schema: {
        tags,
        summary: "Add a passkey; the first second factor signs in",
        body: NewStaffPasskey,
        response: { 201: StaffPasskeyAdded },
      },
    },
    async (request, reply) => {
      const { name, credential, tokenDelivery: delivery } = request.body;
      const made = { name, attestation: attestationMessage(credential), device: deviceOf(request) };
      const added = await passkeys.finishRegistration(made, memberOf(request));
      if (!added.passkey) throw new Error("a passkey was added and did not come back");
      const { recoveryCodes, staffSignedIn: signedIn } = added;
      return reply.status(201).send({
        passkey: passkeyJson(added.passkey),
        recoveryCodes,
        ...(signedIn && { session: staffSession(context, { reply, delivery, signedIn }) }),
      });
    },
  );

  app.patch(
    "/v1/staff/passkeys/:passkeyId",
    {
      config: own,
      schema: { tags, summary: "Call a passkey something else", params, body: PasskeyName, response: { 200: Passkey } },
    },
    async (request) =>
      passkeyJson(await passkeys.renamePasskey({ ...request.params, ...request.body }, memberOf(request))),
  );

  app.delete(
    "/v1/staff/passkeys/:passkeyId",
    { config: own, schema: { tags, summary: "Remove a passkey", params, response: { 204: z.null() } } },
    async (request, reply) => {
      await passkeys.removePasskey(request.params, memberOf(request));
      return reply.status(204).send(null);
    },
  );
}
