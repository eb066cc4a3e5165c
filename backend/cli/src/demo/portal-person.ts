import { randomInt, randomUUID } from "node:crypto";
import { Problem } from "#console/problem";
import { until } from "#demo/until";
import { readablePassword } from "#installation/secrets";

export type Money = { minorUnits: number; currency: string };
export type Rate = { downBitsPerSecond: number; upBitsPerSecond: number };
export type Plan = {
  planId: string;
  name: string;
  price: Money;
  octets: number;
  rate: Rate;
  throttledRate: Rate | null;
};
export type Account = {
  available: Money;
  bundles: readonly { name: string; octetsRemaining: number; octetsUsed: number; state: string }[];
  service: { level: string; rate: Rate | null; reason: string };
};
export type Payment = { paymentId: string; status: string; redirectUrl: string | null; reason: string | null };
export type SentMessage = { messageId: string; to: string; text: string; kind: string };

/** Somebody with a browser, in front of the same REST API that the portal uses. */
export function newPerson(gateway: string) {
  const phone = `+2782${String(randomInt(10_000_000)).padStart(7, "0")}`;
  const password = readablePassword();
  let accessToken: string | undefined;

  async function call<T>(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<T> {
    const answer = await fetch(`${gateway}${path}`, {
      method,
      headers: {
        accept: "application/json",
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...(accessToken === undefined ? {} : { authorization: `Bearer ${accessToken}` }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(20_000),
    });
    const text = await answer.text();
    if (!answer.ok)
      throw new Refused(`${method} ${path} was answered ${answer.status}: ${text.slice(0, 400)}`, answer.status);
    return (text === "" ? undefined : JSON.parse(text)) as T;
  }
  const unlessMissing = <T>(asked: Promise<T>): Promise<T | undefined> =>
    asked.catch((error: unknown) => {
      if (error instanceof Refused && error.status === 404) return undefined;
      throw error;
    });

  const messages = async (): Promise<readonly SentMessage[]> =>
    (await call<{ messages: SentMessage[] }>("GET", "/developer/messages")).messages.filter(({ to }) => to === phone);

  return {
    phone,
    messages,
    register: () =>
      call<{ verificationId: string }>("POST", "/v1/registrations", {
        name: "Sipho Dlamini",
        phone,
        email: `sipho.${phone.slice(1)}@example.org`,
        password,
        language: "en",
      }),
    codeFromMessages: () =>
      until("the message with the code", async () => {
        const texts = (await messages()).map(({ text }) => /\b\d{4,8}\b/.exec(text)?.[0]);
        return texts.find((code) => code !== undefined);
      }),
    async confirm(verificationId: string, code: string) {
      const session = await call<{ accessToken: string; customer: { customerId: string } }>(
        "POST",
        "/v1/codes/confirm",
        {
          verificationId,
          code,
          tokenDelivery: "body",
        },
      );
      accessToken = session.accessToken;
      return session.customer;
    },
    plans: async () => (await call<{ plans: Plan[] }>("GET", "/v1/plans")).plans,
    account: () => call<Account>("GET", "/v1/me/account"),
    openedAccount: () => until("the account", () => unlessMissing(call<Account>("GET", "/v1/me/account"))),
    credential: () =>
      until("the network credential", () =>
        unlessMissing(call<{ username: string; password: string }>("GET", "/v1/me/network-credential")),
      ),
    openPayment: (plan: Plan) =>
      call<Payment>(
        "POST",
        "/v1/me/payments",
        { amount: plan.price, planId: plan.planId },
        { "idempotency-key": randomUUID() },
      ),
    /** Presses the button of the provider's page, as a browser would: an empty form, answered by the way back. */
    async payAtProvider(payment: Payment) {
      if (!payment.redirectUrl)
        throw new Problem(`the payment has no page to pay at: ${payment.reason ?? payment.status}`);
      const page = await fetch(payment.redirectUrl, { signal: AbortSignal.timeout(10_000) });
      if (!page.ok) throw new Problem(`the provider's page ${payment.redirectUrl} was answered ${page.status}`);
      const headers = { "content-type": "application/x-www-form-urlencoded" };
      const pressed = await fetch(`${payment.redirectUrl}/pay`, {
        method: "POST",
        headers,
        redirect: "manual",
        body: "",
      });
      if (pressed.status !== 303) throw new Problem(`paying was answered ${pressed.status}`);
    },
    settled: (paymentId: string) =>
      until("the payment to be settled", async () => {
        const payment = await call<Payment>("GET", `/v1/me/payments/${paymentId}`);
        if (["failed", "expired", "under-review"].includes(payment.status)) {
          throw new Problem(`the payment is ${payment.status}: ${payment.reason ?? "no reason given"}`);
        }
        return payment.status === "succeeded" ? payment : undefined;
      }),
  };
}
export type Person = ReturnType<typeof newPerson>;

class Refused extends Problem {
  readonly status: number;
  constructor(message: string, status: number) {
    super(message);
    this.status = status;
  }
}
