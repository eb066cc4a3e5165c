import { type GraphQLError, NoSchemaIntrospectionCustomRule } from "graphql";
import type { FastifyReply, FastifyRequest } from "fastify";
import mercurius from "mercurius";
import { z } from "zod";
import type { GraphqlContext, Guessing } from "#transport/graphql/graphql-context";
import { type ErrorJson, eachError, errorJson, refusedQuery } from "#transport/graphql/graphql-problems";
import {
  automaticQueries,
  PersistedQuery,
  readRegistered,
  registeredQueries,
} from "#transport/graphql/persisted-queries";
import { queryCost } from "#transport/graphql/query-cost";
import { queryLimits, readQuery } from "#transport/graphql/query-limits";
import { requestWork } from "#transport/graphql/request-work";
import { graphqlSchema } from "#transport/graphql/schema";
import type { Bucket, Limits } from "#transport/limits/limits";
import { Refused } from "#transport/problems";
import type { App, RouteContext } from "#transport/routes/route-context";

const Body = z.object({
  query: z.string().max(50_000).nullish(),
  operationName: z.string().max(200).nullish(),
  variables: z.record(z.string(), z.unknown()).nullish(),
  extensions: z.object({ persistedQuery: PersistedQuery.optional() }).nullish(),
});

/** `POST /graphql`: the same domain as the REST API, asked by field. */
export async function graphqlRoutes(
  app: App,
  context: RouteContext,
  { onProblem, limits }: { onProblem: (code: string, status: number) => void; limits: Limits },
): Promise<void> {
  const { config } = context;
  const schema = graphqlSchema();
  const { persistedFile, persistedOnly, mostCost, introspection } = config.graphql;
  const queries =
    persistedOnly && persistedFile ? registeredQueries(readRegistered(persistedFile)) : automaticQueries();

  // Of the library's options, the types know only the first. A suggestion is introspection by another name.
  const validateOptions = { maxErrors: 20, hideSuggestions: !introspection };
  await app.register(mercurius, {
    schema,
    routes: false,
    cache: 256,
    graphql: {
      parseOptions: { maxTokens: queryLimits.tokens },
      validateOptions,
    },
    validationRules: introspection ? [] : [NoSchemaIntrospectionCustomRule],
    // As they are: what a client reads of them is written below.
    errorFormatter: ({ data, errors }) => ({ statusCode: 200, response: { data: data ?? null, errors: errors ?? [] } }),
  });
  app.setErrorHandler((error, request, reply) => send(request, reply, failed(request, [error], false)));

  app.post(
    "/graphql",
    {
      config: { access: "by-field" },
      schema: { hide: true, body: Body },
      preValidation: async ({ body }) => {
        if (Array.isArray(body)) throw new Refused(400, "batch-not-accepted", "Send one operation at a time.");
      },
    },
    async (request, reply) => {
      const { query, variables, extensions, operationName } = request.body;
      const asked = queries.textOf({
        query: query ?? undefined,
        sha256Hash: extensions?.persistedQuery?.sha256Hash,
      });
      if (!asked.ok) throw refusedQuery(asked.error);
      const { text, hash } = asked.value;
      const cost = await admitted({ request, reply }, text, { operationName, variables });
      const work = requestWork(reply, config.graphql.timeoutMs);
      const shared: GraphqlContext = {
        ...context,
        ...work,
        person: request.person,
        address: request.ip,
        attempt: (what) => limits.charge(request, reply, { [buckets[what]]: 1 }),
      };
      const answer = await executed(() => reply.graphql(text, shared, variables ?? {}, operationName ?? undefined));
      if (!answer.ok) return send(request, reply, failed(request, answer.errors, work.timedOut()));
      if (hash !== undefined) queries.remember(hash, text);
      const errors = answer.errors.map((error) => told(request, error, work.timedOut()));
      return send(request, reply, {
        status: 200,
        body: { data: answer.data, ...(errors.length > 0 && { errors }), extensions: { cost } },
      });
    },
  );

  /** What a query costs, after it was found to be in all limits and was counted. */
  async function admitted(
    asked: { request: FastifyRequest; reply: FastifyReply },
    text: string,
    { operationName, variables }: Pick<z.output<typeof Body>, "operationName" | "variables">,
  ) {
    const document = readQuery(text);
    if (!document.ok) throw refusedQuery(document.error);
    const weighed = queryCost(schema, document.value, {
      operationName: operationName ?? undefined,
      variables: variables ?? undefined,
    });
    if (!weighed.ok) throw refusedQuery(weighed.error);
    const { cost, depth } = weighed.value;
    if (depth > queryLimits.depth)
      throw refusedQuery({ kind: "query-too-deep", asked: depth, most: queryLimits.depth });
    if (cost > mostCost) throw refusedQuery({ kind: "query-too-costly", asked: cost, most: mostCost });
    await limits.charge(asked.request, asked.reply, { graphql: cost });
    return { asked: cost, most: mostCost, depth };
  }

  /** A request of which nothing was executed. */
  function failed(request: FastifyRequest, errors: readonly unknown[], timedOut: boolean): Answer {
    const all = errors.map((error) => told(request, error, timedOut));
    return { status: Math.max(...all.map(({ extensions }) => extensions.status)), body: { errors: all } };
  }

  function told(request: FastifyRequest, error: unknown, timedOut: boolean): ErrorJson {
    const answer = errorJson(error, timedOut);
    const { code, status } = answer.extensions;
    onProblem(code, status);
    if (status >= 500) request.log.error({ err: error, problem: code, reqId: request.id }, "a field failed");
    return answer;
  }
}

/** Guesses by GraphQL count with those by REST. */
const buckets = { "phone-numbers": "phone", proofs: "sign-in" } as const satisfies Record<Guessing, Bucket>;

type Answer = { status: number; body: object };
type Executed = { ok: true; data: unknown; errors: readonly unknown[] } | { ok: false; errors: readonly unknown[] };

async function executed(
  run: () => Promise<{ data?: unknown; errors?: readonly GraphQLError[] | undefined }>,
): Promise<Executed> {
  try {
    const { data = null, errors = [] } = await run();
    // Without data and without the place of a field, it is the request that was refused.
    const ofRequest = data === null && errors.length > 0 && errors.every(({ path }) => path === undefined);
    return ofRequest ? { ok: false, errors } : { ok: true, data, errors };
  } catch (error) {
    return { ok: false, errors: eachError(error) };
  }
}

const graphqlJson = "application/graphql-response+json";

function send(request: FastifyRequest, reply: FastifyReply, { status, body }: Answer) {
  const type = request.headers.accept?.includes(graphqlJson) ? graphqlJson : "application/json";
  return reply.status(status).type(`${type}; charset=utf-8`).send(JSON.stringify(body));
}
