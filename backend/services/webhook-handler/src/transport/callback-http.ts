import type { AddressInfo } from "node:net";
import type { CallbackScheme } from "@beacom/payments";
import type { Clock } from "@beacom/time";
import Fastify, { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import type { TakeCallback } from "#application/take-callback";

export type CallbackHttp = {
  listen(port: number, bind: string): Promise<number>;
  close(): Promise<void>;
  /** For tests that need no socket. */
  inject: FastifyInstance["inject"];
};

export type CallbackResult =
  | "stored"
  | "repeated"
  | "signature-missing"
  | "signature-wrong"
  | "too-large"
  | "malformed"
  | "too-slow"
  | "unavailable";

const bodyLimitOctets = 256 * 1024;

/**
 * The door that the whole Internet can knock at. Its answers: 200 durable, 401 not signed by the provider, 413 too large, 408 too slow,
 * 503 cannot be kept now (the provider will come again). Nothing else about the request matters, not even its content type.
 */
export function callbackHttp(parts: {
  schemes: Readonly<Record<string, CallbackScheme>>;
  takeCallback: TakeCallback;
  clock: Clock;
  log: { warn(fields: object, words: string): void };
  counted(provider: string, result: CallbackResult): void;
  trustedProxies?: readonly string[];
  slowestRequestMs?: number;
}): CallbackHttp {
  const slowest = parts.slowestRequestMs ?? 10_000;
  const app = Fastify({
    logger: false,
    bodyLimit: bodyLimitOctets,
    requestTimeout: slowest,
    keepAliveTimeout: 65_000,
    forceCloseConnections: true,
    exposeHeadRoutes: false,
    trustProxy: parts.trustedProxies?.length ? [...parts.trustedProxies] : false,
    http: { headersTimeout: slowest, connectionsCheckingInterval: Math.min(1_000, slowest) },
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("application/octet-stream", { parseAs: "buffer" }, (_request, body, done) =>
    done(null, body),
  );
  // The octets are signed, their label is not: whatever it says, the body is taken as it is.
  app.addHook("onRequest", async (request) => {
    request.headers["content-type"] = "application/octet-stream";
  });

  for (const [path, scheme] of Object.entries(parts.schemes)) {
    app.post(path, { onError: async (_request, _reply, error) => failed(scheme, error) }, take(scheme));
  }

  function failed({ provider }: CallbackScheme, error: Partial<FastifyError>): void {
    // Whoever hangs up in the middle has no result; whoever was too slow is counted where the connection is cut.
    const hungUp = error.code === "ECONNRESET" && error.statusCode === 400;
    if (!hungUp) parts.counted(provider, resultOf(error));
  }

  function take(scheme: CallbackScheme) {
    return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
      const rawBody = request.body instanceof Uint8Array ? request.body : new Uint8Array();
      const signature = request.headers[scheme.signatureHeader];
      const callback = { provider: scheme.provider, rawBody, sourceAddress: request.ip, receivedAt: parts.clock() };
      const taken = await parts.takeCallback(callback, scheme, Array.isArray(signature) ? signature.join() : signature);
      parts.counted(scheme.provider, taken.ok ? taken.value : taken.error.kind);
      if (taken.ok) return reply.code(200).send({ status: taken.value });
      tellRefusal({ provider: scheme.provider, source: request.ip, octets: rawBody.length, why: taken.error.kind });
      return reply.code(401).send({ status: taken.error.kind });
    };
  }

  let toldAt = 0;
  let untold = 0;
  /** The counter has each of them; a line a second is enough for people, and a flood must not fill the disk. */
  function tellRefusal(fields: object): void {
    const nowMs = parts.clock().getTime();
    if (nowMs - toldAt < 1_000) {
      untold++;
      return;
    }
    parts.log.warn({ ...fields, untold }, "callback refused");
    [toldAt, untold] = [nowMs, 0];
  }

  app.server.on("clientError", (error: NodeJS.ErrnoException) => {
    parts.counted("unknown", error.code === "ERR_HTTP_REQUEST_TIMEOUT" ? "too-slow" : "malformed");
  });

  let unavailable = false;
  app.setErrorHandler((error: FastifyError, _request, reply) => {
    const status = error.statusCode ?? 500;
    if (status < 500) return reply.code(status).send({ status: resultOf(error) });
    // Logged when it starts, not for each callback of a burst; the counter has the number.
    if (!unavailable)
      parts.log.warn({ err: error }, "callbacks cannot be kept now; the provider is asked to come again");
    unavailable = true;
    return reply.code(503).header("retry-after", "30").send({ status: "unavailable" });
  });
  app.addHook("onResponse", async (_request, reply) => {
    if (reply.statusCode === 200) unavailable = false;
  });

  return {
    async listen(port, bind) {
      await app.listen({ port, host: bind });
      return (app.server.address() as AddressInfo).port;
    },
    close: () => app.close(),
    inject: app.inject.bind(app),
  };
}

function resultOf(error: Partial<FastifyError>): CallbackResult {
  if ((error.statusCode ?? 500) >= 500) return "unavailable";
  return error.statusCode === 413 ? "too-large" : "malformed";
}
