import createClient from "openapi-fetch";
import type {
  Account,
  AccountStatement,
  Billing,
  BillingDocument,
  CodeSent,
  Customer,
  DocumentsPage,
  Money,
  NetworkCredential,
  Payment,
  Plan,
  ProForma,
  SecondFactorAsked,
  Session,
  Sharing,
  StatementPage,
  Tariff,
  UsagePage,
  VoucherRedeemed,
} from "#model";
import { offline, problemFrom } from "#problem";
import type { paths } from "#schema.gen";
import { keepSession, signedOut, type SessionKeeper } from "#session";

const patienceMs = 20_000;
export type Options = { signal?: AbortSignal };

export type Beacom = ReturnType<typeof beacom>;

/** The public API as plain calls: the answer, or a thrown `Problem`. */
export function beacom(options: { baseUrl: string; fetch?: typeof fetch; locks?: LockManager | undefined }) {
  const send: typeof fetch = options.fetch ?? ((input, init) => fetch(input, init));
  const session = keepSession({ fetch: send, baseUrl: options.baseUrl, locks: options.locks });
  const authorised = authorisedFetch(send, session);
  const http = createClient<paths>({ baseUrl: options.baseUrl, fetch: authorised, credentials: "same-origin" });

  async function beginOrAsk(call: Call): Promise<SecondFactorAsked | undefined> {
    const step = await answer<Session | SecondFactorAsked>(call);
    if ("challenge" in step) return step;
    session.begin(step);
    return undefined;
  }

  return {
    http,
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
    /** Undefined when the person is signed in; else what the second factor is asked for with. */
    confirmCode: (verificationId: string, code: string) =>
      beginOrAsk(http.POST("/v1/codes/confirm", { body: { verificationId, code, tokenDelivery: "cookie" } })),
    signIn: (identifier: string, password: string) =>
      beginOrAsk(http.POST("/v1/sign-in", { body: { identifier, password, tokenDelivery: "cookie" } })),
    async signOut() {
      await answer<undefined>(http.POST("/v1/sign-out", { body: {} }));
      session.end();
    },
    me: ({ signal }: Options = {}) => answer<Customer>(http.GET("/v1/me", { signal })),
    account: ({ signal }: Options = {}) => answer<Account>(http.GET("/v1/me/account", { signal })),
    plans: ({ signal }: Options = {}) => answer<{ plans: Plan[] }>(http.GET("/v1/plans", { signal })),
    startPayment: (key: string, body: { amount: Money; planId?: string; invoiceId?: string }) =>
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
    redeemVoucher: (code: string) => answer<VoucherRedeemed>(http.POST("/v1/me/vouchers", { body: { code } })),
    sendMoney: (key: string, body: { phone: string; amount: Money }) =>
      answer<unknown>(http.POST("/v1/me/transfers/money", { body, params: { header: { "idempotency-key": key } } })),
    sendData: (key: string, body: { phone: string; bundleId: string; octets: number }) =>
      answer<unknown>(http.POST("/v1/me/transfers/data", { body, params: { header: { "idempotency-key": key } } })),
    tariffs: ({ signal }: Options = {}) => answer<{ tariffs: Tariff[] }>(http.GET("/v1/tariffs", { signal })),
    allowOutOfBundle: (body: { planId: string; limit: Money | null }) =>
      answer<Account>(http.PUT("/v1/me/out-of-bundle", { body })),
    forbidOutOfBundle: () => answer<Account>(http.DELETE("/v1/me/out-of-bundle")),
    sharing: ({ signal }: Options = {}) => answer<Sharing>(http.GET("/v1/me/sharing", { signal })),
    addMember: (body: { phone: string; limitOctets: number | null }) =>
      answer<Sharing>(http.POST("/v1/me/sharing/members", { body })),
    removeMember: (memberId: string) =>
      answer<Sharing>(http.DELETE("/v1/me/sharing/members/{memberId}", { params: { path: { memberId } } })),
    leavePool: () => answer<Sharing>(http.DELETE("/v1/me/sharing/pool")),
    billing: ({ signal }: Options = {}) => answer<Billing>(http.GET("/v1/me/billing", { signal })),
    documents: (cursor: string | undefined, { signal }: Options = {}) =>
      answer<DocumentsPage>(http.GET("/v1/me/billing/documents", { params: { query: page(cursor) }, signal })),
    document: (documentId: string, { signal }: Options = {}) =>
      answer<BillingDocument>(
        http.GET("/v1/me/billing/documents/{documentId}", { params: { path: { documentId } }, signal }),
      ),
    payFromWallet: (key: string, documentId: string) =>
      answer<Billing>(
        http.POST("/v1/me/billing/documents/{documentId}/payments", {
          body: {},
          params: { path: { documentId }, header: { "idempotency-key": key } },
        }),
      ),
    promiseToPay: (key: string, body: { amount: Money; by: string }) =>
      answer<Billing>(http.POST("/v1/me/billing/promises", { body, params: { header: { "idempotency-key": key } } })),
    proForma: ({ signal }: Options = {}) => answer<ProForma>(http.GET("/v1/me/billing/pro-forma", { signal })),
    accountStatement: (query: { from: string; to: string }, { signal }: Options = {}) =>
      answer<AccountStatement>(http.GET("/v1/me/billing/statement", { params: { query }, signal })),
    /** A document as a file, by its address under `/v1/me/billing/`. */
    async file(path: string): Promise<{ name: string; content: Blob }> {
      const response = await authorised(new Request(`${options.baseUrl}/v1/me/billing/${path}`));
      if (!response.ok) throw problemFrom(response.status, await response.json().catch(() => undefined));
      const name = /filename="([^"]+)"/.exec(response.headers.get("content-disposition") ?? "")?.[1];
      return { name: name ?? "document", content: await response.blob() };
    },
    networkCredential: ({ signal }: Options = {}) =>
      answer<NetworkCredential>(http.GET("/v1/me/network-credential", { signal })),
  };
}

const page = (cursor: string | undefined) => (cursor ? { cursor, limit: 30 } : { limit: 30 });

type Call = Promise<{ data?: unknown; error?: unknown; response: Response }>;
export async function answer<Body>(call: Call): Promise<Body> {
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
