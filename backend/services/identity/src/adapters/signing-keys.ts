import type { Sql } from "@beacom/postgres";
import {
  type CryptoKey,
  calculateJwkThumbprint,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JWK,
  type JWTPayload,
  SignJWT,
} from "jose";
import type { Sealing } from "#adapters/sealing";
import type { AccessTokens } from "#application/ports";

export type SigningKeyRing = AccessTokens & {
  /** RFC 7517, public keys only. */
  jwksJson(): Promise<string>;
  /** A new key signs from now on; what the old one signed is good until it expires. */
  rotate(at: Date): Promise<{ kid: string }>;
  /** Rotates when the key is old. */
  rotateIfOld(at: Date): Promise<void>;
};

const signsForDays = 90;
/** Longer than any access token lives, and than verifiers keep keys. */
const shownAfterRetirementMinutes = 60;

type Row = { kid: string; sealed_private_jwk: Buffer; created_at: Date };

export async function signingKeysIn(options: { sql: Sql; sealing: Sealing; at: Date }): Promise<SigningKeyRing> {
  const { sql, sealing } = options;
  let current: { kid: string; key: CryptoKey | Uint8Array; createdAt: Date } | undefined;

  async function load(): Promise<void> {
    const [row] = await sql<Row[]>`
      select kid, sealed_private_jwk, created_at from signing_keys where retired_at is null
      order by created_at desc limit 1`;
    if (row && row.kid !== current?.kid) {
      const jwk = JSON.parse(sealing.open(row.sealed_private_jwk, `signing key ${row.kid}`)) as JWK;
      current = { kid: row.kid, key: await importJWK(jwk, "EdDSA"), createdAt: row.created_at };
    }
  }

  /** Several processes may want one at the same time: the first makes it, the others find it. */
  async function add(at: Date, isWanted: (newest: Date | undefined) => boolean): Promise<void> {
    const { publicKey, privateKey } = await generateKeyPair("EdDSA", { crv: "Ed25519", extractable: true });
    const publicJwk = await exportJWK(publicKey);
    const kid = await calculateJwkThumbprint(publicJwk);
    const sealed = sealing.seal(JSON.stringify(await exportJWK(privateKey)), `signing key ${kid}`);
    const shown = { ...publicJwk, kid, use: "sig", alg: "EdDSA" };
    await sql.begin(async (tx) => {
      await tx`select pg_advisory_xact_lock(hashtextextended('signing keys', 0))`;
      const [newest] = await tx<{ created_at: Date }[]>`
        select created_at from signing_keys where retired_at is null order by created_at desc limit 1`;
      if (!isWanted(newest?.created_at)) return;
      await tx`update signing_keys set retired_at = ${at} where retired_at is null`;
      await tx`
        insert into signing_keys (kid, public_jwk, sealed_private_jwk, created_at)
        values (${kid}, ${sql.json(shown)}, ${sealed}, ${at})`;
    });
    await load();
  }

  function signed(subject: string, claims: JWTPayload, { at, expiresAt }: { at: Date; expiresAt: Date }) {
    const { kid, key } = current!;
    return (
      new SignJWT(claims)
        .setProtectedHeader({ alg: "EdDSA", kid })
        .setSubject(subject)
        .setIssuer("beacom")
        .setAudience("beacom")
        // With its milliseconds (RFC 7519 allows them), so that what was issued just after access was called back can be told apart.
        .setIssuedAt(at.getTime() / 1000)
        .setExpirationTime(Math.floor(expiresAt.getTime() / 1000))
        .sign(key)
    );
  }

  const isOld = (createdAt: Date, at: Date) => at.getTime() - createdAt.getTime() > signsForDays * 86_400_000;
  await load();
  if (!current) await add(options.at, (newest) => newest === undefined);

  return {
    async jwksJson() {
      const rows = await sql<{ public_jwk: JWK }[]>`
        select public_jwk from signing_keys
        where retired_at is null or retired_at > now() - make_interval(mins => ${shownAfterRetirementMinutes})
        order by created_at desc`;
      return JSON.stringify({ keys: rows.map((row) => row.public_jwk) });
    },
    forCustomer({ customerId, familyId, secondFactorAt }, at, expiresAt) {
      const proof = secondFactorAt && { auth_time: Math.floor(secondFactorAt.getTime() / 1000) };
      return signed(customerId, { kind: "customer", sid: familyId, ...proof }, { at, expiresAt });
    },
    forStaff({ staffId, permissions, role, sites, resellers, familyId, secondFactorAt }, at, expiresAt) {
      const scopes = { ...(sites && { sites: [...sites] }), ...(resellers && { resellers: [...resellers] }) };
      const proof = { sid: familyId, auth_time: Math.floor(secondFactorAt.getTime() / 1000), amr: ["pwd", "mfa"] };
      return signed(
        staffId,
        { kind: "staff", permissions: [...permissions], role, ...scopes, ...proof },
        { at, expiresAt },
      );
    },
    forAccountUser: ({ customerId, userId, level, familyId }, at, expiresAt) =>
      signed(customerId, { kind: "customer", usr: userId, lvl: level, sid: familyId }, { at, expiresAt }),
    forApiClient: ({ clientId, permissions }, at, expiresAt) =>
      signed(clientId, { kind: "staff", permissions: [...permissions], role: "api-client" }, { at, expiresAt }),
    forSeeingAs: ({ customerId, staffId }, at, expiresAt) =>
      signed(customerId, { kind: "customer", act: { sub: staffId } }, { at, expiresAt }),
    forEnrolment: (staffId, at, expiresAt) => signed(staffId, { kind: "enrolment" }, { at, expiresAt }),
    async rotate(at) {
      await add(at, () => true);
      return { kid: current!.kid };
    },
    async rotateIfOld(at) {
      await load();
      if (current && isOld(current.createdAt, at)) await add(at, (newest) => !newest || isOld(newest, at));
    },
  };
}
