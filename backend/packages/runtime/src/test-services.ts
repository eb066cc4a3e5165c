import { AsyncLocalStorage } from "node:async_hooks";
import { BillingService } from "@beacom/proto/billing/v1/billing";
import { IdentityEvents, IdentityService } from "@beacom/proto/identity/v1/identity";
import { create, createFileRegistry, type DescService } from "@bufbuild/protobuf";
import { FileDescriptorProtoSchema, file_google_protobuf_empty } from "@bufbuild/protobuf/wkt";
import { Code, ConnectError, type HandlerContext } from "@connectrpc/connect";
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from "jose";
import { callerOf } from "#caller";
import { currentTraceparent } from "#request-scope";
import type { ServiceModule } from "#service-module";

/** What a caller could leak into a handler if the runtime let it. */
export const ambient = new AsyncLocalStorage<string>();

export type Seen = { caller: unknown; trace: string; leaked: string | undefined; leftMs: number | undefined };

const seenBy = (context: HandlerContext): Seen => ({
  caller: callerOf(context),
  trace: currentTraceparent()?.split("-")[1] ?? "none",
  leaked: ambient.getStore(),
  leftMs: context.timeoutMs(),
});

/** A service as somebody might add it who forgets the access option. */
export const careless: DescService = (() => {
  const file = create(FileDescriptorProtoSchema, {
    name: "careless.proto",
    package: "test",
    syntax: "proto3",
    dependency: ["google/protobuf/empty.proto"],
    service: [
      {
        name: "Careless",
        method: [{ name: "Do", inputType: ".google.protobuf.Empty", outputType: ".google.protobuf.Empty" }],
      },
    ],
  });
  return createFileRegistry(file, () => file_google_protobuf_empty.proto).getService("test.Careless")!;
})();
export type CarelessClient = { do(input: object): Promise<object> };

export type Signer = {
  sign(claims: JWTPayload, header?: { alg?: string; kid?: string }): Promise<string>;
  jwksJson: string;
};

export async function testSigner(): Promise<Signer> {
  const { publicKey, privateKey } = await generateKeyPair("EdDSA", { crv: "Ed25519", extractable: true });
  const jwk = { ...(await exportJWK(publicKey)), kid: "test-key", alg: "EdDSA" };
  const good = {
    sub: "cus_1",
    kind: "customer",
    iss: "beacom",
    aud: "beacom",
    exp: Math.floor(Date.now() / 1000) + 60,
  };
  return {
    sign: (claims, header) =>
      new SignJWT({ ...good, ...claims })
        .setProtectedHeader({ alg: "EdDSA", kid: "test-key", ...header })
        .sign(privateKey),
    jwksJson: JSON.stringify({ keys: [jwk] }),
  };
}

/** Answers what it sees, fails, hangs and streams on request. */
export function answering(signer: Signer): ServiceModule & { streamsEnded: () => number; finish(): void } {
  let ended = 0;
  const finishing = Promise.withResolvers<void>();
  return {
    name: "identity",
    offers: [IdentityService, IdentityEvents, careless],
    streamsEnded: () => ended,
    finish: () => finishing.resolve(),
    readConfig: () => ({}),
    start: async () => ({
      routes(router) {
        router.service(careless, { do: () => ({}) } as object);
        router.service(IdentityService, {
          getSigningKeys: () => ({ jwksJson: signer.jwksJson }),
          getCustomer: (_request, context) => ({ name: JSON.stringify(seenBy(context)) }),
          signIn: (_request, context) => ({ accessToken: JSON.stringify(seenBy(context)) }),
          refresh: () => {
            throw new Error("the table tokens is on fire");
          },
          register: () => {
            throw new ConnectError("phone-not-valid", Code.InvalidArgument);
          },
          signOut: () => new Promise(() => {}),
          requestSignInCode: async () => {
            await finishing.promise;
            return { verificationId: "finished" };
          },
        });
        router.service(IdentityEvents, {
          async *follow(request, context) {
            try {
              for (let position = request.afterPosition + 1n; ; position++) {
                yield { head: position, events: [{ position, json: JSON.stringify(seenBy(context)) }] };
                if (position % 3n === 0n) await new Promise((done) => context.signal.addEventListener("abort", done));
                if (context.signal.aborted) return;
              }
            } finally {
              ended += 1;
            }
          },
        });
      },
      async close() {},
    }),
  };
}

/** Calls the other service while it handles a call itself. */
export const asking = (): ServiceModule => ({
  name: "billing-engine",
  offers: [BillingService],
  readConfig: () => ({}),
  async start({ peers }) {
    const identity = peers.client(IdentityService);
    return {
      routes(router) {
        router.service(BillingService, {
          async getAccount({ customerId }, context) {
            if (customerId === "hang") await identity.signOut({});
            const authorization = context.requestHeader.get("authorization")!;
            const headers = customerId === "as the caller" ? { authorization } : {};
            const { name } = await identity.getCustomer({}, { headers });
            return { accountId: JSON.stringify({ own: seenBy(context), theirs: JSON.parse(name) as Seen }) };
          },
        });
      },
      async close() {},
    };
  },
});
