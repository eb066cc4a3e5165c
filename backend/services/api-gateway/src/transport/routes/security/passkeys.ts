import { z } from "zod";
import { attestationMessage, creationOptionsJson, passkeyJson } from "#application/security-json";
import { deviceOf } from "#transport/device-of";
import { personOf } from "#transport/people";
import type { App, RouteContext } from "#transport/routes/route-context";
import { Id } from "#transport/schemas/common";
import { NewPasskey, Passkey, PasskeyCreationOptions, PasskeyName, Passkeys } from "#transport/schemas/passkeys";

/** The passkeys of whoever is signed in. */
export function passkeyRoutes(app: App, { services: { passkeys } }: RouteContext): void {
  const config = { access: "customer", level: "holder" } as const;
  const tags = ["security"];
  const params = z.object({ passkeyId: Id });

  app.get(
    "/v1/me/security/passkeys",
    { config, schema: { tags, summary: "Passkeys", response: { 200: Passkeys } } },
    async (request) => {
      const { passkeys: own } = await passkeys.listPasskeys({}, personOf(request));
      return { passkeys: own.map(passkeyJson) };
    },
  );

  app.post(
    "/v1/me/security/passkeys/options",
    {
      config,
      schema: { tags, summary: "Ask for what a new passkey is made from", response: { 200: PasskeyCreationOptions } },
    },
    async (request) => creationOptionsJson(await passkeys.beginRegistration({}, personOf(request))),
  );

  app.post(
    "/v1/me/security/passkeys",
    { config, schema: { tags, summary: "Add a passkey", body: NewPasskey, response: { 201: Passkey } } },
    async (request, reply) => {
      const { name, credential } = request.body;
      const made = { name, attestation: attestationMessage(credential), device: deviceOf(request) };
      const { passkey } = await passkeys.finishRegistration(made, personOf(request));
      if (!passkey) throw new Error("a passkey was added and did not come back");
      return reply.status(201).send(passkeyJson(passkey));
    },
  );

  app.patch(
    "/v1/me/security/passkeys/:passkeyId",
    {
      config,
      schema: { tags, summary: "Call a passkey something else", params, body: PasskeyName, response: { 200: Passkey } },
    },
    async (request) =>
      passkeyJson(await passkeys.renamePasskey({ ...request.params, ...request.body }, personOf(request))),
  );

  app.delete(
    "/v1/me/security/passkeys/:passkeyId",
    { config, schema: { tags, summary: "Remove a passkey", params, response: { 204: z.null() } } },
    async (request, reply) => {
      await passkeys.removePasskey(request.params, personOf(request));
      return reply.status(204).send(null);
    },
  );
}
