import { randomBytes } from "node:crypto";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import { Code, ConnectError, type ConnectRouter } from "@connectrpc/connect";
import { BillingService } from "@beacom/proto/billing/v1/billing";
import { IdentityService } from "@beacom/proto/identity/v1/identity";
import { PaymentsService } from "@beacom/proto/payments/v1/payments";
import { openLog, type ServiceModule, startServices } from "@beacom/runtime";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { apiGateway } from "#module";

const noon = timestampFromDate(new Date("2026-11-22T10:00:00Z"));

/** What a text may hold that is sent to deceive whoever reads a log. */
export const nasty = '\r\n{"level":"fatal","msg":"forged"}\u001b[2J\u009b31m\u0085\u007f\u2028\u202egnp.exe';

/** What the paper services were asked, by the name of the method. */
type Asked = { method: string; message: Record<string, unknown> };

/**
 * The whole gateway on a port, with the runtime's real tokens, before services on paper that write down what they are asked. Everything that it
 * logs at level trace is kept.
 */
export async function attackedGateway(env: Record<string, string> = {}) {
  const { publicKey, privateKey } = await generateKeyPair("EdDSA", { extractable: true });
  const jwk = { ...(await exportJWK(publicKey)), kid: "key-1", alg: "EdDSA" };
  const asked: Asked[] = [];
  const lines: string[] = [];
  const noted = (method: string, message: object) => void asked.push({ method, message: { ...message } });
  const customer = { customerId: "cus_a", phone: "+27821234567", email: "t@example.org", registeredAt: noon };
  const services = paper("paper", [IdentityService, BillingService, PaymentsService], (router) => {
    router.service(IdentityService, {
      getSigningKeys: () => ({ jwksJson: JSON.stringify({ keys: [jwk] }) }),
      getCustomer: () => customer,
      register(message) {
        noted("register", message);
        if (message.name === "Fault") throw new Error(`a fault: ${nasty}`);
        return { verificationId: "ver_1", expiresAt: noon };
      },
      requestSignInCode(message) {
        noted("requestSignInCode", message);
        return { verificationId: "ver_1", expiresAt: noon };
      },
      signIn(message) {
        noted("signIn", message);
        throw new ConnectError("not-signed-in", Code.Unauthenticated);
      },
      refresh(message) {
        noted("refresh", message);
        throw new ConnectError("refresh-token-unknown", Code.Unauthenticated);
      },
    });
    router.service(BillingService, {
      buyBundle(message) {
        noted("buyBundle", message);
        throw new ConnectError("wallet-too-low", Code.FailedPrecondition);
      },
    });
    router.service(PaymentsService, {
      createPayment(message) {
        noted("createPayment", message);
        return {
          paymentId: "pay_1",
          customerId: message.customerId,
          redirectUrl: "https://pay.example/1",
          createdAt: noon,
        };
      },
    });
  });
  const internalKey = randomBytes(32);
  const log = openLog({ level: "trace", destination: { write: (line: string) => void lines.push(line) } });
  const running = await startServices(
    { here: [services, apiGateway], elsewhere: {}, log, runtime: { internalKey } },
    { GATEWAY_PORT: "0", GATEWAY_SIGN_IN_ATTEMPTS_PER_MINUTE: "1000", ...env },
  );
  const url = lines
    .map((line) => JSON.parse(line) as { msg?: string; url?: string })
    .find(({ msg }) => msg === "the public API listens")?.url;
  if (url === undefined) throw new Error("the gateway does not say where it listens");
  const claims = { kind: "customer" };
  /** A good token, but for what is said otherwise. */
  const signed = (
    more: { kid?: string; claims?: object; expires?: number | string; issuer?: string; audience?: string } = {},
  ) =>
    new SignJWT({ ...claims, ...more.claims })
      .setProtectedHeader({ alg: "EdDSA", kid: more.kid ?? "key-1" })
      .setSubject("cus_a")
      .setIssuer(more.issuer ?? "beacom")
      .setAudience(more.audience ?? "beacom")
      .setExpirationTime(more.expires ?? "5m");
  return {
    url,
    port: Number(new URL(url).port),
    lines,
    asked,
    privateKey,
    publicKey: jwk,
    internalKey,
    signed,
    token: () => signed().sign(privateKey),
    close: () => running.close(),
  };
}

function paper(
  name: string,
  offers: ServiceModule["offers"],
  routes: (router: ConnectRouter) => void,
): ServiceModule<undefined> {
  return {
    name,
    offers,
    readConfig: () => undefined,
    start: async () => ({ routes, close: async () => {} }),
  };
}
