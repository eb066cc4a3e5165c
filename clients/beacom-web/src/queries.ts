import { type Beacom, isFinal, Problem } from "@beacom/api-client";
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";

const firstCursor = undefined as string | undefined;

/** A refusal will not change by asking again; silence might. */
export const worthAnotherTry = (failures: number, error: unknown): boolean =>
  failures < 2 && (!(error instanceof Problem) || error.status >= 500);

export const meQuery = (api: Beacom) =>
  queryOptions({ queryKey: ["me"], queryFn: (options) => api.me(options), staleTime: 300_000 });

/** Right after registering the account is still being opened: that is an answer too, asked again every two seconds. */
export const accountQuery = (api: Beacom) =>
  queryOptions({
    queryKey: ["account"],
    queryFn: async (options) =>
      api.account(options).catch((error: unknown) => {
        if (error instanceof Problem && error.code === "account-not-open-yet") return null;
        throw error;
      }),
    refetchInterval: ({ state }) => (state.data === null ? 2_000 : false),
  });

export const plansQuery = (api: Beacom) =>
  queryOptions({
    queryKey: ["plans"],
    queryFn: async (options) => (await api.plans(options)).plans,
    staleTime: 300_000,
  });

/** Asked again while it is open: soon at first, then less often. Live events usually come before. */
export const paymentQuery = (api: Beacom, paymentId: string) =>
  queryOptions({
    queryKey: ["payment", paymentId],
    queryFn: (options) => api.payment(paymentId, options),
    refetchInterval: ({ state }) => {
      if (state.data && isFinal(state.data)) return false;
      if (state.data?.status === "under-review") return 60_000;
      return state.dataUpdateCount < 10 ? 2_000 : 10_000;
    },
  });

export const usageQuery = (api: Beacom) =>
  infiniteQueryOptions({
    queryKey: ["usage"],
    queryFn: ({ pageParam, signal }) => api.usage(pageParam, { signal }),
    initialPageParam: firstCursor,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });

export const statementQuery = (api: Beacom) =>
  infiniteQueryOptions({
    queryKey: ["statement"],
    queryFn: ({ pageParam, signal }) => api.statement(pageParam, { signal }),
    initialPageParam: firstCursor,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });

/** What use without a bundle may cost. */
export const tariffsQuery = (api: Beacom) =>
  queryOptions({
    queryKey: ["tariffs"],
    queryFn: async (options) => (await api.tariffs(options)).tariffs,
    staleTime: 300_000,
  });

export const sharingQuery = (api: Beacom) =>
  queryOptions({ queryKey: ["sharing"], queryFn: (options) => api.sharing(options) });

/** Null of those who are not invoiced: most people, and they stay so for longer than this page is open. */
export const billingQuery = (api: Beacom) =>
  queryOptions({
    queryKey: ["billing"],
    queryFn: async (options) =>
      api.billing(options).catch((error: unknown) => {
        if (error instanceof Problem && error.code === "not-billed") return null;
        throw error;
      }),
    staleTime: ({ state }) => (state.data === null ? Number.POSITIVE_INFINITY : 30_000),
  });

export const documentsQuery = (api: Beacom) =>
  infiniteQueryOptions({
    queryKey: ["documents", "all"],
    queryFn: ({ pageParam, signal }) => api.documents(pageParam, { signal }),
    initialPageParam: firstCursor,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });

/** The newest invoices, among which the overdue one is. A plain question, so that Home needs no more code than that. */
export const newestDocumentsQuery = (api: Beacom) =>
  queryOptions({
    queryKey: ["documents", "newest"],
    queryFn: async (options) => (await api.documents(undefined, options)).documents,
  });

export const documentQuery = (api: Beacom, documentId: string) =>
  queryOptions({
    queryKey: ["document", documentId],
    queryFn: (options) => api.document(documentId, options),
  });

export const networkCredentialQuery = (api: Beacom) =>
  queryOptions({
    queryKey: ["network-credential"],
    queryFn: (options) => api.networkCredential(options),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
