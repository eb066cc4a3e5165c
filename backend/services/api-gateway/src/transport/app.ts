import cookie from "@fastify/cookie";
import cors from "@fastify/cors";
import swagger from "@fastify/swagger";
import apiReference from "@scalar/fastify-api-reference";
import fastify, {
  type FastifyBaseLogger,
  type FastifyContextConfig,
  type FastifyRequest,
  LogController,
} from "fastify";
import {
  createJsonSchemaTransform,
  createJsonSchemaTransformObject,
  validatorCompiler,
} from "fastify-type-provider-zod";
import type { Tokens } from "@beacom/runtime";
import type { EndedAccess } from "#application/ended-access";
import type { RateLimiter } from "#application/rate-limiter";
import { proxiesUpTo } from "#transport/asker";
import { tellDeprecation } from "#transport/http/deprecation";
import { tagAnswers } from "#transport/http/entity-tags";
import { linkNextPage } from "#transport/http/next-page";
import { guardCookies } from "#transport/http/own-cookies";
import { rpcDoor } from "#transport/http/rpc-door";
import { sparseFields } from "#transport/http/sparse-fields";
import { chargeAddress, chargeAsker, limitsOf } from "#transport/limits/limits";
import { onlyNamedSchemas } from "#transport/named-schemas";
import { authenticate } from "#transport/people";
import { readPortalPage, servePortal } from "#transport/portal";
import { answerProblems } from "#transport/problems";
import { accountUserRoutes } from "#transport/routes/account-users";
import { accountRoutes } from "#transport/routes/account";
import { developerRoutes } from "#transport/routes/developer";
import { documentFileRoutes } from "#transport/routes/document-files";
import { liveRoutes } from "#transport/routes/live";
import { ownDataRoutes } from "#transport/routes/own-data";
import { outOfBundleRoutes } from "#transport/routes/out-of-bundle";
import { paymentRoutes } from "#transport/routes/payments";
import { peopleRoutes } from "#transport/routes/people";
import { postpaidRoutes } from "#transport/routes/postpaid";
import type { App, RouteContext } from "#transport/routes/route-context";
import { ownSecurityRoutes } from "#transport/routes/security/own-security";
import { passkeyRoutes } from "#transport/routes/security/passkeys";
import { secondStepRoutes } from "#transport/routes/security/second-step";
import { sharingRoutes } from "#transport/routes/sharing";
import { staffRoutes } from "#transport/routes/staff/staff-routes";
import { transferRoutes } from "#transport/routes/transfers";
import { voucherRoutes } from "#transport/routes/vouchers";
import { Problem } from "#transport/schemas/common";
import { securityHeaders } from "#transport/security-headers";
import { writeAnswers } from "#transport/write-answers";
// Last: the order in which schemas are first read is their order in the description of the REST API.
import { graphqlRoutes } from "#transport/graphql/graphql-routes";

type Edge = {
  tokens: Pick<Tokens, "verify">;
  ended: Pick<EndedAccess, "has">;
  limiter: RateLimiter;
  log: FastifyBaseLogger;
  onAnswer: (route: string, method: string, status: number, seconds: number) => void;
  onProblem: (code: string, status: number) => void;
  /** For tests. */
  patience?: Patience;
};

/** How long the headers and the whole of a request may take to arrive, and how often connections are looked at for it. */
type Patience = { headersMs: number; requestMs: number; checkEveryMs: number };
const usualPatience: Patience = { headersMs: 15_000, requestMs: 30_000, checkEveryMs: 5_000 };

const bodyLimit = 64 * 1024;

/** The HTTP edge: limits and headers first, then who is asking, then the routes. */
export async function gatewayApp(
  context: RouteContext,
  { tokens, ended, limiter, log, onAnswer, onProblem, patience = usualPatience }: Edge,
): Promise<App> {
  const { config } = context;
  const page = readPortalPage(config.webFolder, config);
  const answer = answerProblems(onProblem);
  const limits = limitsOf(limiter, config);
  const app = fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    // A logger for each request costs more than the few lines that are ever written to one.
    childLoggerFactory: (logger) => logger,
    bodyLimit,
    trustProxy: proxiesUpTo(config.trustedProxies),
    // An address that cannot be decoded belongs to no route, so no route's error handler or header sees it.
    frameworkErrors: (error, request, reply) =>
      void answer(error, request, reply.headers({ "cache-control": "no-store", "x-content-type-options": "nosniff" })),
    requestTimeout: patience.requestMs,
    connectionTimeout: 0,
    keepAliveTimeout: 72_000,
    http: { headersTimeout: patience.headersMs, connectionsCheckingInterval: patience.checkEveryMs },
    routerOptions: { maxParamLength: 200 },
  }).withTypeProvider<never>() as unknown as App;

  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(writeAnswers);
  app.setErrorHandler(answer);
  app.addHook("onResponse", async (request, reply) =>
    onAnswer(request.routeOptions.url ?? "unknown", request.method, reply.statusCode, reply.elapsedTime / 1000),
  );
  app.addHook("onRoute", ({ url, config: { access, permission } = {} }) => {
    if (!url.startsWith("/v1")) return;
    if (!access) throw new Error(`${url} does not say who may call it`);
    if (access === "staff" && !permission) throw new Error(`${url} does not say what a member of staff needs`);
  });

  await app.register(cookie);
  const always = await securityHeaders({
    contentSecurityPolicy: { useDefaults: false, directives: contentPolicy(page?.inlineScripts ?? []) },
    strictTransportSecurity: context.publicUrl().startsWith("https:") ? { maxAge: 31_536_000 } : false,
  });
  app.addHook("onRequest", (_request, reply, done) => {
    void reply.headers(always);
    done();
  });
  await app.register(swagger, {
    openapi: {
      openapi: "3.1.0",
      info: {
        title: "Beacom",
        version: "1",
        description: "The public API of the operator: what a customer has, uses and pays.",
      },
      components: { securitySchemes: { accessToken: { type: "http", scheme: "bearer", bearerFormat: "JWT" } } },
    },
    transform(route) {
      const { schema, url } = describe({
        ...route,
        schema: { ...route.schema, response: { ...Object(route.schema.response), default: Problem } },
      });
      return { url, schema: { ...schema, ...describedAccess(route.route.config) } };
    },
    transformObject: (document) => onlyNamedSchemas(describeAll(document) as object),
  });

  if (config.corsOrigins.length > 0)
    await app.register(cors, { origin: [...config.corsOrigins], methods, allowedHeaders, exposedHeaders });
  app.addHook("onRequest", tellDeprecation);
  app.addHook("onRequest", chargeAddress(limits, isOfApi));
  app.addHook("onRequest", guardCookies(context.publicUrl));
  app.addHook("onRequest", authenticate({ tokens, ended }));
  app.addHook("onRequest", chargeAsker(limits, isOfApi));
  const sparse = sparseFields();
  app.addHook("preValidation", (request) => sparse.read(request));
  app.addHook("preSerialization", linkNextPage);
  app.addHook("onSend", (request, reply, payload) => sparse.apply(request, reply, payload));
  app.addHook("onSend", tagAnswers);
  await app.register(async (scope) => {
    const routes = scope as unknown as App;
    peopleRoutes(routes, context);
    secondStepRoutes(routes, context);
    ownSecurityRoutes(routes, context);
    passkeyRoutes(routes, context);
    accountRoutes(routes, context);
    accountUserRoutes(routes, context);
    ownDataRoutes(routes, context);
    outOfBundleRoutes(routes, context);
    sharingRoutes(routes, context);
    transferRoutes(routes, context);
    voucherRoutes(routes, context);
    postpaidRoutes(routes, context);
    documentFileRoutes(routes, context);
    paymentRoutes(routes, context);
    staffRoutes(routes, context);
    liveRoutes(routes, context, tokens);
    if (config.developer) developerRoutes(routes, context);
  });
  await app.register(async (scope) => graphqlRoutes(scope as unknown as App, context, { onProblem, limits }));
  await rpcDoor(app, context.call);
  app.get("/healthz", { config: { access: "public" }, schema: { hide: true } }, async () => ({ status: "up" }));
  app.get("/openapi.json", { config: { access: "public" }, schema: { hide: true } }, async () => app.swagger());
  app.addHook("onSend", async (request, reply) => {
    if (request.routeOptions.url?.startsWith("/docs")) reply.header("content-security-policy", documentationPolicy);
    // Tokens, money and names: nothing of it may stay in a cache, least of all a shared one.
    if (isOfApi(request) && !reply.hasHeader("cache-control")) reply.header("cache-control", "no-store");
  });
  await app.register(apiReference, {
    routePrefix: "/docs",
    configuration: { url: "/openapi.json", withDefaultFonts: false },
  });
  await servePortal(app, config.webFolder, page);
  return app;
}

/** The format says it already; as a pattern, a day alone takes four hundred characters, each time that it is named. */
const zodToJsonConfig = {
  override({ jsonSchema }: { jsonSchema: { format?: string; pattern?: string } }) {
    if (jsonSchema.format === "date-time" || jsonSchema.format === "date") delete jsonSchema.pattern;
  },
};
const describe = createJsonSchemaTransform({ zodToJsonConfig });
const describeAll = createJsonSchemaTransformObject({ zodToJsonConfig });

/** For whoever reads the document, programs above all: who may call an operation, and what a member of staff needs for it. */
const describedAccess = ({ access, permission, rpc, deprecated }: FastifyContextConfig = {}) => ({
  ...(deprecated && { deprecated: true }),
  ...(access && { "x-access": access }),
  ...(access === "staff" && { "x-permission": permission }),
  ...(rpc && { "x-rpc": rpc }),
  ...(access !== "public" && { security: [{ accessToken: [] }] }),
});

/**
 * Told by the route that was found, never by the text of the address: `/%761/sign-in` and `http://host/v1/sign-in` reach the same route.
 */
const isOfApi = ({ routeOptions: { url } }: FastifyRequest) => url === "/graphql" || (url?.startsWith("/v1") ?? false);

/** Other origins call with tokens; cookies stay with our own pages. */
const methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];
const ofRpc = ["connect-protocol-version", "connect-timeout-ms", "grpc-timeout", "x-grpc-web", "x-user-agent"];
const allowedHeaders = ["authorization", "content-type", "idempotency-key", "if-none-match", "last-event-id", ...ofRpc];
const exposedHeaders = [
  "deprecation",
  "etag",
  "grpc-message",
  "grpc-status",
  "link",
  "ratelimit",
  "ratelimit-policy",
  "retry-after",
  "sunset",
];

const contentPolicy = (inlineScripts: readonly string[]) => ({
  defaultSrc: ["'self'"],
  scriptSrc: ["'self'", ...inlineScripts],
  styleSrc: ["'self'", "'unsafe-inline'"],
  imgSrc: ["'self'", "data:"],
  connectSrc: ["'self'"],
  objectSrc: ["'none'"],
  baseUri: ["'self'"],
  formAction: ["'self'"],
  frameAncestors: ["'none'"],
});

/** The documentation page brings an inline script of its library's, and nothing of a customer's. */
const documentationPolicy =
  "default-src 'self' 'unsafe-inline' data: blob:; script-src 'self' 'unsafe-inline' 'unsafe-eval'; frame-ancestors 'none'";
