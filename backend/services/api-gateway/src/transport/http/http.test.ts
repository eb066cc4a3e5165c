import assert from "node:assert/strict";
import fastify from "fastify";
import fc from "fast-check";
import { afterAll, beforeAll, test } from "vitest";
import { own, paperAccount, paperBundle, paperGateway, rand } from "#gateway-fixture";
import { tellDeprecation } from "#transport/http/deprecation";
import { namesOfSchema, wantedOf } from "#transport/http/sparse-fields";
import { Refused } from "#transport/problems";
import { Account } from "#transport/schemas/billing";

let app: Awaited<ReturnType<typeof paperGateway>>;
let available = 2_900;
beforeAll(async () => {
  app = await paperGateway({
    billing: {
      getAccount: ({ customerId }) => ({
        ...paperAccount(customerId),
        available: rand(available),
        bundles: [paperBundle],
      }),
      listStatement: ({ cursor }) => ({ rows: [], page: { nextCursor: cursor === "" ? "a b&c" : "" } }),
    },
    env: { GATEWAY_CORS_ORIGINS: "https://app.example, https://staff.example" },
  });
});
afterAll(() => app.close());
const read = (url: string, headers: Record<string, string> = {}) =>
  app.inject({ url, headers: { ...own, ...headers } });

test("who has an answer already is not sent it again, until it changes", async () => {
  const first = await read("/v1/me");
  const tag = first.headers["etag"] as string;
  assert.match(tag, /^"[\w-]{27}"$/);
  for (const known of [tag, `W/${tag}`, `"other", ${tag}`, "*"]) {
    const again = await read("/v1/me", { "if-none-match": known });
    assert.deepEqual([again.statusCode, again.body, again.headers["etag"]], [304, "", tag]);
    assert.equal(again.headers["cache-control"], "no-store");
  }
  assert.equal((await read("/v1/me", { "if-none-match": '"other"' })).statusCode, 200);
});

test("a password has no tag to test guesses against, and a refusal has none", async () => {
  assert.equal((await read("/v1/me/network-credential")).headers["etag"], undefined);
  assert.equal((await app.inject({ url: "/v1/me" })).headers["etag"], undefined);
});

test("of an answer only the fields are sent that were asked for, and they have their own tag", async () => {
  const whole = await read("/v1/me/account");
  const some = await read("/v1/me/account?fields=available.minorUnits,bundles.name,bundles.bundleId");
  assert.deepEqual(some.json(), {
    available: { minorUnits: available },
    bundles: [{ name: paperBundle.name, bundleId: paperBundle.bundleId }],
  });
  assert.notEqual(some.headers["etag"], whole.headers["etag"]);
  const both = await read("/v1/me/account?fields=available.currency,available");
  assert.deepEqual(both.json(), { available: { minorUnits: available, currency: "ZAR" } });
});

test("a field that an answer does not have is refused, and so are names that are not fields", async () => {
  for (const fields of [
    "wallet",
    "available.cents",
    "",
    "available,",
    "__proto__",
    "constructor.name",
    "available..minorUnits",
  ]) {
    const answer = await read(`/v1/me/account?fields=${fields}`);
    assert.deepEqual([answer.statusCode, answer.json().code], [400, "field-unknown"], fields);
  }
  assert.equal((await read("/v1/me/account?fields=available&fields=held")).statusCode, 400);
});

test("whatever is asked for as fields is picked or refused, and nothing else happens", () => {
  const names = namesOfSchema(Account);
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.array(fc.constantFrom("available", "bundles", "name", ".", ","))), (asked) => {
      try {
        wantedOf(typeof asked === "string" ? asked : asked.join(""), names);
      } catch (error) {
        assert.ok(error instanceof Refused);
      }
    }),
  );
});

test("a list that goes on links its next page, and the last page links none", async () => {
  const first = await read("/v1/me/statement?limit=5");
  const [, next = ""] = /^<([^>]+)>; rel="next"$/.exec(first.headers["link"] as string) ?? [];
  assert.equal(next, "/v1/me/statement?limit=5&cursor=a+b%26c");
  const last = await read(next);
  assert.deepEqual([last.statusCode, last.headers["link"]], [200, undefined]);
});

test("a route that will go says since when, until when and what instead, on refusals as well", async () => {
  const old = fastify();
  old.addHook("onRequest", tellDeprecation);
  const deprecated = {
    since: new Date("2026-11-01"),
    sunset: new Date("2027-05-01"),
    about: "https://docs.example/v2",
  };
  old.get("/v1/old", { config: { deprecated } }, async () => {
    throw new Error("refused");
  });
  const { headers } = await old.inject("/v1/old");
  assert.deepEqual(
    [headers["deprecation"], headers["sunset"], headers["link"]],
    ["@1793491200", "Sat, 01 May 2027 00:00:00 GMT", '<https://docs.example/v2>; rel="deprecation"; type="text/html"'],
  );
  await old.close();
});

test("pages of configured origins may call with a token, and no other page may", async () => {
  const ask = (origin: string) =>
    app.inject({
      method: "OPTIONS",
      url: "/v1/me",
      headers: { origin, "access-control-request-method": "GET", "access-control-request-headers": "authorization" },
    });
  const allowed = await ask("https://app.example");
  assert.equal(allowed.headers["access-control-allow-origin"], "https://app.example");
  assert.equal(allowed.headers["access-control-allow-credentials"], undefined, "cookies never cross origins");
  for (const origin of ["https://evil.example", "https://app.example.evil.example", "http://app.example", "null"])
    assert.equal((await ask(origin)).headers["access-control-allow-origin"], undefined, origin);
});

test("whatever changes something and carries a cookie comes from our own pages or is refused", async () => {
  const change = (headers: Record<string, string>, url = "/v1/sign-in/code") =>
    app.inject({
      method: "POST",
      url,
      headers: { cookie: "beacom_refresh=r", ...headers },
      payload: { phone: "0821234567" },
    });
  const others = [
    { origin: "https://evil.example" },
    { origin: "null" },
    { origin: "https://app.example" },
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "same-site", origin: "http://portal.test" },
    { "sec-fetch-site": "anything" },
  ];
  for (const headers of others) {
    const answer = await change(headers);
    assert.deepEqual([answer.statusCode, answer.json().code], [403, "other-site"], JSON.stringify(headers));
  }
  for (const headers of [
    {},
    { origin: "http://portal.test", "sec-fetch-site": "same-origin" },
    { "sec-fetch-site": "none" },
  ])
    assert.notEqual((await change(headers)).statusCode, 403, JSON.stringify(headers));
});
