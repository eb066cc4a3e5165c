import assert from "node:assert/strict";
import { generateKeyPair, SignJWT } from "jose";
import { afterAll, beforeAll, test } from "vitest";
import { attackedGateway } from "#attacked-gateway";

let gateway: Awaited<ReturnType<typeof attackedGateway>>;
beforeAll(async () => void (gateway = await attackedGateway()));
afterAll(() => gateway.close());

const encoded = (part: object) => Buffer.from(JSON.stringify(part)).toString("base64url");
const good = { sub: "cus_a", kind: "customer", iss: "beacom", aud: "beacom", exp: Math.floor(Date.now() / 1000) + 300 };
const me = (token: string) => fetch(`${gateway.url}/v1/me`, { headers: { authorization: `Bearer ${token}` } });

async function isRefused(token: string, what: string): Promise<void> {
  const answer = await me(token);
  assert.equal(answer.status, 401, what);
  const problem = (await answer.json()) as { code: string; detail: string };
  assert.match(problem.code, /^token-(invalid|expired|missing)$/, what);
  assert.equal(problem.detail.includes("key"), false, "the reason is nobody's business");
}

test("a good token is let in, so what follows is refused for its own reason", async () => {
  assert.equal((await me(await gateway.token())).status, 200);
});

test("a token without a signature is refused, however none is spelt", async () => {
  for (const alg of ["none", "None", "NONE", "nOnE", ""]) {
    await isRefused(`${encoded({ alg, kid: "key-1" })}.${encoded(good)}.`, alg);
    await isRefused(`${encoded({ alg, kid: "key-1" })}.${encoded(good)}.AAAA`, alg);
  }
  const [header, payload] = (await gateway.token()).split(".");
  await isRefused(`${header}.${payload}.`, "the signature is cut off");
});

test("the public key, which everybody knows, is no secret to sign with", async () => {
  const secrets = [
    JSON.stringify(gateway.publicKey),
    gateway.publicKey.x!,
    Buffer.from(gateway.publicKey.x!, "base64url"),
  ];
  for (const secret of secrets) {
    const key = typeof secret === "string" ? Buffer.from(secret) : secret;
    for (const kind of ["customer", "service", "staff"]) {
      const forged = new SignJWT({ ...good, kind }).setProtectedHeader({ alg: "HS256", kid: "key-1" });
      await isRefused(await forged.sign(key), `HS256 as ${kind}`);
    }
  }
});

test("whoever has the installation's internal key can speak for services, and for no person", async () => {
  for (const kind of ["customer", "staff", "enrolment"]) {
    const forged = new SignJWT({ ...good, kind }).setProtectedHeader({ alg: "HS256" });
    await isRefused(await forged.sign(gateway.internalKey), kind);
  }
  const service = await new SignJWT({ ...good, kind: "service" })
    .setProtectedHeader({ alg: "HS256" })
    .sign(gateway.internalKey);
  assert.equal((await me(service)).status, 403);
});

test("another key, another issuer, another audience and a time gone by are refused", async () => {
  const other = await generateKeyPair("EdDSA");
  await isRefused(await gateway.signed().sign(other.privateKey), "another key");
  await isRefused(await gateway.signed({ issuer: "elsewhere" }).sign(gateway.privateKey), "issuer");
  await isRefused(await gateway.signed({ audience: "elsewhere" }).sign(gateway.privateKey), "audience");
  await isRefused(await gateway.signed({ expires: 1 }).sign(gateway.privateKey), "expired");
  const withoutEnd = new SignJWT({ kind: "customer", sub: "cus_a", iss: "beacom", aud: "beacom" });
  await isRefused(
    await withoutEnd.setProtectedHeader({ alg: "EdDSA", kid: "key-1" }).sign(gateway.privateKey),
    "no end",
  );
});

test("what a header says about keys is not followed: names that are paths, queries, addresses or keys of their own", async () => {
  for (const kid of [
    "",
    "../../dev/null",
    "key-1' OR '1'='1",
    "http://127.0.0.1:1/jwks",
    "__proto__",
    "constructor",
    "key-1\u0000",
  ])
    await isRefused(await gateway.signed({ kid }).sign(gateway.privateKey), kid);
  const own = await generateKeyPair("EdDSA", { extractable: true });
  for (const more of [{ jwk: gateway.publicKey }, { jku: "http://127.0.0.1:1/" }, { x5u: "http://127.0.0.1:1/" }]) {
    const forged = new SignJWT(good).setProtectedHeader({ alg: "EdDSA", kid: "key-1", ...more });
    await isRefused(await forged.sign(own.privateKey), JSON.stringify(more));
  }
});

test("what has been changed after signing is refused", async () => {
  const [header, , signature] = (await gateway.token()).split(".");
  await isRefused(`${header}.${encoded({ ...good, sub: "cus_b" })}.${signature}`, "somebody else");
  await isRefused(`${header}.${encoded({ ...good, kind: "staff", permissions: ["*"] })}.${signature}`, "staff");
});

test("what is no token, or too long for one, is refused without being looked at closely", async () => {
  for (const token of ["x", "..", "a.b.c", "x".repeat(4_097), `${"A".repeat(3_000)}.${"A".repeat(500)}.A`, "{}.{}.{}"])
    await isRefused(token, token.slice(0, 20));
});
