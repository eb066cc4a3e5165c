import type { IncomingMessage } from "node:http";
import { type DescMethodUnary, getOption } from "@bufbuild/protobuf";
import { Code, ConnectError, createContextKey, createContextValues } from "@connectrpc/connect";
import { connectNodeAdapter } from "@connectrpc/connect-node";
import { Caller, access } from "@beacom/proto/access/v1/access";
import { BillingService } from "@beacom/proto/billing/v1/billing";
import { PostpaidService } from "@beacom/proto/billing/v1/postpaid";
import { RefusalSchema } from "@beacom/proto/common/v1/common";
import { IdentityService } from "@beacom/proto/identity/v1/identity";
import { PaymentsService } from "@beacom/proto/payments/v1/payments";
import type { FastifyInstance } from "fastify";
import { personOf } from "#transport/people";
import type { App, CallService } from "#transport/routes/route-context";

const prefix = "/v1/rpc";
const mostOctets = 64 * 1024;

/** What customers may call as it is. A method that its service does not open to customers keeps the gateway from starting. */
const open: readonly DescMethodUnary[] = [
  IdentityService.method.getCustomer,
  BillingService.method.getAccount,
  BillingService.method.listUsage,
  BillingService.method.listStatement,
  PaymentsService.method.getPayment,
  PaymentsService.method.listPayments,
  PostpaidService.method.getBilling,
  PostpaidService.method.listDocuments,
];

type Headers = ReturnType<typeof personOf>["headers"];
const headersKey = createContextKey<Headers | undefined>(undefined);

/** gRPC-Web and Connect at `/v1/rpc/<service>/<method>`: the same limits and tokens as every route, and each service checks whose data is asked for. */
export async function rpcDoor(app: App, call: CallService): Promise<void> {
  const callers = new WeakMap<IncomingMessage, Headers>();
  const answer = connectNodeAdapter({
    requestPathPrefix: prefix,
    grpc: false,
    readMaxBytes: mostOctets,
    maxTimeoutMs: 15_000,
    contextValues: (raw) => createContextValues().set(headersKey, callers.get(raw as IncomingMessage)),
    routes(router) {
      for (const method of open)
        router.rpc(method, async (message, { values }) => {
          const headers = values.get(headersKey);
          if (!headers) throw new ConnectError("token-missing", Code.Unauthenticated);
          return call(method, message, headers).catch((error: unknown) => {
            throw told(error);
          });
        });
    },
  });
  await app.register(async (scope: unknown) => {
    const routes = scope as FastifyInstance;
    // The protocol reads the body itself.
    routes.removeAllContentTypeParsers();
    routes.addContentTypeParser("*", (_request, _payload, done) => done(null));
    for (const method of open) {
      if (!getOption(method, access).callers.includes(Caller.CUSTOMER))
        throw new Error(`${method.parent.typeName}/${method.name} is not for customers`);
      const url = `${prefix}/${method.parent.typeName}/${method.name}`;
      routes.post(url, { config: { access: "customer" }, schema: { hide: true } }, async (request, reply) => {
        callers.set(request.raw, personOf(request).headers);
        reply.hijack();
        for (const [name, value] of Object.entries(reply.getHeaders()))
          if (value !== undefined) reply.raw.setHeader(name, value);
        reply.raw.setHeader("cache-control", "no-store");
        answer(request.raw, reply.raw);
      });
    }
  });
}

/** A refusal as the service has it; of a fault, nothing but that there was one. */
function told(error: unknown): ConnectError {
  const { code, rawMessage, details } = ConnectError.from(error);
  if (code === Code.Internal || code === Code.Unknown) return new ConnectError("internal", Code.Internal);
  const refusal = new ConnectError(rawMessage, code);
  refusal.details = details.filter((detail) => "type" in detail && detail.type === RefusalSchema.typeName);
  return refusal;
}
