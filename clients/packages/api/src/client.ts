import createClient from "openapi-fetch";
import type {
  Account,
  CodeSent,
  Customer,
  NetworkCredential,
  Payment,
  Plan,
  Session,
  StatementPage,
  UsagePage,
} from "#model";
import { offline, problemFrom } from "#problem";
import type { paths } from "#schema.gen";
import { keepSession, signedOut, type SessionKeeper } from "#session";

const patienceMs = 20_000;
type Options = { signal?: AbortSignal };

export type Beacom = ReturnType<typeof beacom>;

/** The public API as plain calls: the answer, or a thrown `Problem`. */
export function beacom(options: { baseUrl: string; fetch?: typeof fetch; locks?: LockManager | undefined }) {
  const send: typeof fetch = options.fetch ?? ((input, init) => fetch(input, init));
  const session = keepSession({ fetch: send, baseUrl: options.baseUrl, locks: options.locks });
  const authorised = authorisedFetch(send, session);
  const http = createClient<paths>({ baseUrl: options.baseUrl, fetch: authorised, credentials: "same-origin" });

  return {
    session,
    authorised,
    baseUrl: options.baseUrl,
    register: (body: {
      name: string;
      phone: string;
      email: string;
      password: string;
      language: "en" | "zu" | "xh" | "af" | "st";
    }) => answer<CodeSent>(http.POST("/v1/registrations", { body })),
    askForCode: (phone: string) => answer<CodeSent>(http.POST("/v1/sign-in/code", { body: { phone } })),
    async confirmCode(verificationId: string, code: string) {
      const begun = await answer<Session>(
        http.POST("/v1/codes/confirm", { body: { verificationId, code, tokenDelivery: "cookie" } }),
      );
      session.begin(begun);
      return begun.customer;
    },
    async signIn(identifier: string, password: string) {
      const begun = await answer<Session>(
        http.POST("/v1/sign-in", { body: { identifier, password, tokenDelivery: "cookie" } }),
      );
      session.begin(begun);
      return begun.customer;
    },
    async signOut() {
      await answer<undefined>(http.POST("/v1/sign-out", { body: {} }));
      session.end();
    },
    me: ({ signal }: Options = {}) => answer<Customer>(http.GET("/v1/me", { signal })),
    account: ({ signal }: Options = {}) => answer<Account>(http.GET("/v1/me/account", { signal })),
    plans: ({ signal }: Options = {}) => answer<{ plans: Plan[] }>(http.GET("/v1/plans", { signal })),
    startPayment: (key: string, body: { amount: { minorUnits: number; currency: string }; planId?: string }) =>
      answer<Payment>(http.POST("/v1/me/payments", { body, params: { header: { "idempotency-key": key } } })),
    payment: (paymentId: string, { signal }: Options = {}) =>
      answer<Payment>(http.GET("/v1/me/payments/{paymentId}", { params: { path: { paymentId } }, signal })),
    buyBundle: (key: string, planId: string) =>
      answer<unknown>(
        http.POST("/v1/me/bundles", { body: { planId }, params: { header: { "idempotency-key": key } } }),
      ),
    usage: (cursor: string | undefined, { signal }: Options = {}) =>
      answer<UsagePage>(http.GET("/v1/me/usage", { params: { query: page(cursor) }, signal })),
    statement: (cursor: string | undefined, { signal }: Options = {}) =>
      answer<StatementPage>(http.GET("/v1/me/statement", { params: { query: page(cursor) }, signal })),
    networkCredential: ({ signal }: Options = {}) =>
      answer<NetworkCredential>(http.GET("/v1/me/network-credential", { signal })),
  };
}

const page = (cursor: string | undefined) => (cursor ? { cursor, limit: 30 } : { limit: 30 });

async function answer<Body>(call: Promise<{ data?: unknown; error?: unknown; response: Response }>): Promise<Body> {
  const { data, error, response } = await call;
  if (!response.ok) throw problemFrom(response.status, error);
  return data as Body;
}

/** Adds the token where the address needs one, and tries once more with a fresh one when it was refused. */
function authorisedFetch(send: typeof fetch, session: SessionKeeper) {
  return async (request: Request): Promise<Response> => {
    const attempt = async (token: string | undefined) => {
      const copy = new Request(request.clone(), {
        signal: AbortSignal.any([request.signal, AbortSignal.timeout(patienceMs)]),
      });
      if (token) copy.headers.set("authorization", `Bearer ${token}`);
      try {
        return await send(copy);
      } catch (error) {
        if (request.signal.aborted) throw error;
        throw offline(error);
      }
    };
    if (!new URL(request.url).pathname.startsWith("/v1/me")) return attempt(undefined);
    const token = await session.accessToken();
    if (!token) throw signedOut();
    const response = await attempt(token);
    if (response.status !== 401) return response;
    session.forget(token);
    const another = await session.accessToken();
    if (!another) throw signedOut();
    return attempt(another);
  };
}
