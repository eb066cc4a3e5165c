import assert from "node:assert/strict";
import { randomInt, randomUUID } from "node:crypto";
import { eventually } from "@beacom/testing";

export type Rate = { downBitsPerSecond: number; upBitsPerSecond: number };
export type Account = {
  available: { minorUnits: number };
  bundles: { octetsGranted: number; octetsUsed: number; state: string }[];
  service: { level: string; rate: Rate | null };
};
type Payment = { paymentId: string; status: string; reason: string | null };
type Message = { to: string; kind: string; text: string };
type Usage = {
  sessions: {
    octetsDown: number;
    octetsUp: number;
    octetsFree: number;
    endedAt: string | null;
    deductions: { octets: number }[];
  }[];
};

/** A person with a phone, in front of the public API. */
export type Subscriber = Awaited<ReturnType<typeof registeredAt>>;

export async function registeredAt(gateway: string, name = "Lerato Khumalo") {
  const phone = `+2782${String(randomInt(10_000_000)).padStart(7, "0")}`;
  let token: string | undefined;

  async function ask<T>(method: string, path: string, body?: object, headers: Record<string, string> = {}): Promise<T> {
    const answer = await fetch(`${gateway}${path}`, {
      method,
      headers: {
        accept: "application/json",
        ...(body && { "content-type": "application/json" }),
        ...(token && { authorization: `Bearer ${token}` }),
        ...headers,
      },
      ...(body && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(20_000),
    });
    const text = await answer.text();
    assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${text.slice(0, 300)}`);
    return (text === "" ? undefined : JSON.parse(text)) as T;
  }
  /** Asks again while the effects of events are on their way. */
  async function when<T>(answer: () => Promise<T>, holds: (value: T) => void): Promise<T> {
    let found: T | undefined;
    await eventually(
      async () => {
        found = await answer();
        holds(found);
      },
      { withinMs: 20_000 },
    );
    return found!;
  }
  const messages = async () =>
    (await ask<{ messages: Message[] }>("GET", "/developer/messages")).messages.filter(({ to }) => to === phone);

  const person = {
    name,
    phone,
    email: `${randomUUID()}@example.org`,
    password: "the river bends twice",
  };
  const { verificationId } = await ask<{ verificationId: string }>("POST", "/v1/registrations", person);
  const [message] = await when(messages, (found) => assert.ok(found.length > 0, "no code came"));
  const code = /\b\d{6}\b/.exec(message!.text)![0];
  const session = await ask<{ accessToken: string; customer: { customerId: string } }>("POST", "/v1/codes/confirm", {
    verificationId,
    code,
    tokenDelivery: "body",
  });
  token = session.accessToken;

  const account = () => ask<Account>("GET", "/v1/me/account");
  const payment = (id: string) => ask<Payment>("GET", `/v1/me/payments/${id}`);
  return {
    accessToken: token,
    phone,
    email: person.email,
    customerId: session.customer.customerId,
    when,
    messages,
    account,
    payment,
    credential: () =>
      when(
        () => ask<{ username: string; password: string }>("GET", "/v1/me/network-credential"),
        ({ username }) => assert.ok(username),
      ),
    pay: (minorUnits: number, planId?: string, idempotencyKey: string = randomUUID()) =>
      ask<Payment>(
        "POST",
        "/v1/me/payments",
        { amount: { minorUnits, currency: "ZAR" }, ...(planId && { planId }) },
        { "idempotency-key": idempotencyKey },
      ),
    settled: (id: string) =>
      when(
        () => payment(id),
        (found) => assert.equal(found.status, "succeeded", found.reason ?? ""),
      ),
    reaches: (level: string) => when(account, (found) => assert.equal(found.service.level, level)),
    usage: () => ask<Usage>("GET", "/v1/me/usage"),
    statement: () =>
      ask<{ rows: { kind: string; amount: { minorUnits: number } }[] }>("GET", "/v1/me/statement?limit=100"),
  };
}
