import { assertionMessage, requestOptionsJson, secondFactorMessage } from "#application/security-json";
import { deviceOf } from "#transport/device-of";
import { originOf } from "#transport/people";
import { customerSession } from "#transport/routes/customer-session";
import type { App, RouteContext } from "#transport/routes/route-context";
import { Session } from "#transport/schemas/people";
import { PasskeyRequestOptions, PasskeySignIn, PasskeySignInBegin } from "#transport/schemas/passkeys";
import { SignInConfirmation } from "#transport/schemas/security";

/** Signing in with a passkey, and the second factor after a password or a code. */
export function secondStepRoutes(app: App, context: RouteContext): void {
  const { services } = context;
  const attempts = { limit: "sign-in" } as const;
  const tags = ["people"];

  app.post(
    "/v1/sign-in/passkey/options",
    {
      config: { access: "public", ...attempts },
      schema: {
        tags,
        summary: "Ask for what a passkey is to sign",
        body: PasskeySignInBegin,
        response: { 200: PasskeyRequestOptions },
      },
    },
    async (request) =>
      requestOptionsJson(await services.passkeys.beginSignIn({ challenge: request.body?.challenge ?? "" })),
  );

  app.post(
    "/v1/sign-in/passkey",
    {
      config: { access: "public", ...attempts },
      schema: { tags, summary: "Sign in with a passkey", body: PasskeySignIn, response: { 200: Session } },
    },
    async (request, reply) => {
      const { credential, tokenDelivery: delivery } = request.body;
      const answer = { assertion: assertionMessage(credential), device: deviceOf(request) };
      const signedIn = await services.passkeys.signIn(answer, { headers: originOf(request) });
      return customerSession(context, { reply, delivery, signedIn });
    },
  );

  app.post(
    "/v1/sign-in/confirm",
    {
      config: { access: "public", ...attempts },
      schema: {
        tags,
        summary: "Prove the second factor and be signed in",
        body: SignInConfirmation,
        response: { 200: Session },
      },
    },
    async (request, reply) => {
      const { challenge, proof, tokenDelivery: delivery } = request.body;
      const signedIn = await services.security.confirmSignIn({ challenge, proof: secondFactorMessage(proof) });
      return customerSession(context, { reply, delivery, signedIn });
    },
  );
}
