import assert from "node:assert/strict";
import { test } from "vitest";
import { beacom } from "#client";
import { Problem } from "#problem";

const customer = {
  customerId: "cus_1",
  name: "Thandi",
  phone: "",
  email: "",
  phoneVerified: true,
  language: "en",
  registeredAt: "",
};
const json = (status: number, body: unknown) =>
  new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json" } });
const later = () => new Date(Date.now() + 900_000).toISOString();

/** A gateway that hands out tokens t1, t2, … and accepts only the newest. */
function gateway({ signedIn = true } = {}) {
  let issued = 0;
  const seen: string[] = [];
  const send = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    const request = new Request(input, init);
    const { pathname } = new URL(request.url);
    const token = request.headers.get("authorization");
    seen.push(`${request.method} ${pathname} ${token ?? ""}`.trim());
    await Promise.resolve();
    if (pathname === "/v1/sign-in/refresh")
      return signedIn
        ? json(200, { accessToken: `t${++issued}`, accessExpiresAt: later(), customer })
        : json(401, { code: "not-signed-in-yet" });
    if (pathname === "/v1/sign-in")
      return json(200, { accessToken: `t${++issued}`, accessExpiresAt: later(), customer });
    if (pathname === "/v1/me")
      return token === `Bearer t${issued}` ? json(200, customer) : json(401, { code: "token-invalid" });
    return json(404, { code: "no-such-address", detail: "There is nothing here." });
  };
  return {
    send,
    seen,
    expireTokens: () => void issued++,
    refreshes: () => seen.filter((line) => line.includes("refresh")).length,
  };
}

test("five calls at once share one refresh", async () => {
  const { send, refreshes } = gateway();
  const api = beacom({ baseUrl: "http://portal.test", fetch: send });
  const answers = await Promise.all([1, 2, 3, 4, 5].map(() => api.me()));
  assert.deepEqual(
    answers.map(({ name }) => name),
    Array.from({ length: 5 }, () => "Thandi"),
  );
  assert.equal(refreshes(), 1);
});

test("a token that is refused is replaced once, and the call is made again", async () => {
  const { send, refreshes, expireTokens } = gateway();
  const api = beacom({ baseUrl: "http://portal.test", fetch: send });
  await api.me();
  expireTokens();
  assert.equal((await api.me()).name, "Thandi");
  assert.equal(refreshes(), 2);
});

test("a session that has ended is told to the screens, and the call is refused", async () => {
  const { send } = gateway({ signedIn: false });
  const api = beacom({ baseUrl: "http://portal.test", fetch: send });
  const told: unknown[] = [];
  api.session.onChange((person) => told.push(person));
  await assert.rejects(api.me(), (error) => error instanceof Problem && error.code === "signed-out");
  assert.deepEqual(told, [undefined]);
});

test("signing in gives the token to the next call without a refresh", async () => {
  const { send, seen } = gateway();
  const api = beacom({ baseUrl: "http://portal.test", fetch: send });
  await api.signIn("082", "a long password");
  await api.me();
  assert.deepEqual(seen, ["POST /v1/sign-in", "GET /v1/me Bearer t1"]);
});

test("no answer is the problem offline, whose outcome is unknown; a refusal is known", async () => {
  const silent = beacom({ baseUrl: "http://portal.test", fetch: () => Promise.reject(new TypeError("network")) });
  await assert.rejects(
    silent.plans(),
    (error) => error instanceof Problem && error.code === "offline" && error.isUnknown,
  );
  const api = beacom({ baseUrl: "http://portal.test", fetch: gateway().send });
  await assert.rejects(
    api.plans(),
    (error) => error instanceof Problem && error.code === "no-such-address" && !error.isUnknown,
  );
});
