import { beacom, isFinal, type LiveEvent, paymentKeys, Problem, watchLive } from "@beacom/api-client";
import { type QueryClient, QueryClient as Queries } from "@tanstack/react-query";
import { device, keyStorage } from "#device";
import { useLive } from "#live-store";
import { worthAnotherTry } from "#queries";
import { restoreState, saveState } from "#saved-state";

export type Started = ReturnType<typeof start>;

/** Everything that lives longer than a screen: the API, the cache, the live stream. */
export function start() {
  const api = beacom({ baseUrl: location.origin, locks: navigator.locks });
  const queries = new Queries({
    defaultOptions: {
      queries: {
        networkMode: "always",
        staleTime: 5_000,
        retry: worthAnotherTry,
        refetchOnWindowFocus: true,
        refetchOnReconnect: true,
      },
      mutations: { networkMode: "always", retry: false },
    },
  });
  restoreState(queries);
  saveState(queries);
  queries.getQueryCache().subscribe((change) => {
    if (change.type !== "updated") return;
    if (change.action.type === "success" && !change.action.manual) useLive.setState({ answered: true });
    const failed = change.action.type === "error" || change.action.type === "failed" ? change.action.error : undefined;
    if (failed instanceof Problem) useLive.setState({ answered: failed.code !== "offline" });
  });

  const payments = paymentKeys(keyStorage);
  const purchases = paymentKeys(keyStorage, { name: "beacom.open-purchase" });
  const sendings = paymentKeys(keyStorage, { name: "beacom.open-sending" });
  const invoicePayments = paymentKeys(keyStorage, { name: "beacom.open-invoice-payment" });
  /** The code of a scanned card until it is redeemed: whoever reads it has the money, so it is never stored. */
  const vouchers = { inHand: "" };
  /** Of a password that was right, until the second factor is proved. */
  const secondStep = { challenge: "" };
  let stream: ReturnType<typeof watchLive> | undefined;

  const listen = () => {
    stream ??= watchLive({
      url: `${api.baseUrl}/v1/me/events`,
      session: api.session,
      onState: (state) => useLive.setState(state === "live" ? { state, answered: true } : { state }),
      onEvent: (event) => applyLive(event, queries, payments.settled),
    });
  };
  const forgetPerson = () => {
    stream?.close();
    stream = undefined;
    device.write("customer", undefined);
    device.write("state", undefined);
    payments.clear();
    purchases.clear();
    sendings.clear();
    invoicePayments.clear();
    queries.clear();
  };
  api.session.onChange((customer) => {
    if (!customer) return forgetPerson();
    if (device.read("customer") !== customer.customerId) forgetPerson();
    device.write("customer", customer.customerId);
    queries.setQueryData(["me"], customer);
    listen();
  });

  const connection = () => {
    useLive.setState({ connected: navigator.onLine });
    if (navigator.onLine) stream?.restart();
  };
  addEventListener("online", connection);
  addEventListener("offline", connection);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && stream?.wake());
  if (device.read("customer")) listen();

  const keys = { payments, purchases, sendings, invoicePayments };
  return { api, queries, ...keys, vouchers, secondStep, isSignedIn: () => device.read("customer") !== undefined };
}

export function applyLive(event: LiveEvent, queries: QueryClient, settled: (paymentId: string) => void): void {
  if (event.event === "account") {
    // An answer that is still on its way is older than this.
    void queries.cancelQueries({ queryKey: ["account"] });
    queries.setQueryData(["account"], event.data);
    void queries.invalidateQueries({ queryKey: ["usage"] });
    void queries.invalidateQueries({ queryKey: ["statement"] });
    askBillingAgain(queries);
  }
  if (event.event === "payment") {
    queries.setQueryData(["payment", event.data.paymentId], event.data);
    if (isFinal(event.data)) settled(event.data.paymentId);
    askBillingAgain(queries);
  }
  if (event.event === "notice") useLive.setState({ latest: event.data });
}

/** Only of those who are invoiced: for the others the answer stays no. */
function askBillingAgain(queries: QueryClient): void {
  if (!queries.getQueryData(["billing"])) return;
  for (const name of ["billing", "documents", "document"]) void queries.invalidateQueries({ queryKey: [name] });
}
