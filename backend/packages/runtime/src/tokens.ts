import { ok, type Result, refuse } from "@beacom/result";
import { decodeProtectedHeader, errors, type JWTPayload, jwtVerify, SignJWT } from "jose";
import type { Caller } from "#caller";
import { type SigningKeys, SigningKeysUnavailable } from "#signing-keys";

export type TokenRefusal = { kind: "token-invalid" | "token-expired" | "signing-keys-unavailable" };

export type Tokens = {
  /** Who an access or service token speaks for. */
  verify(token: string): Promise<Result<Exclude<Caller, { kind: "public" }>, TokenRefusal>>;
  /** A token that proves that this service calls; good for a minute. */
  forService(name: string): Promise<string>;
};

type Known = Exclude<Caller, { kind: "public" }>;
const named = { issuer: "beacom", audience: "beacom" };
const serviceTokenSeconds = 60;
const mostRemembered = 5_000;

/**
 * The algorithm decides which key may have signed, and the key which callers a token may name: people are signed for by identity alone (EdDSA),
 * services by the key that all services of the installation share (HS256). Anything else, `none` included, is refused.
 */
export function openTokens(options: { internalKey: Uint8Array; signingKeys: SigningKeys; clock: () => Date }): Tokens {
  const { internalKey, signingKeys, clock } = options;
  const minted = new Map<string, { token: string; untilMs: number }>();
  const remembered = new Map<string, { caller: Known; untilMs: number }>();

  async function verified(token: string): Promise<{ caller: Known; untilMs: number } | undefined> {
    const { alg, kid } = decodeProtectedHeader(token);
    const rules = { ...named, currentDate: clock(), requiredClaims: ["sub", "exp"] };
    if (alg === "HS256") {
      const { payload } = await jwtVerify(token, internalKey, { ...rules, algorithms: ["HS256"] });
      if (payload["kind"] !== "service") return undefined;
      return { caller: { kind: "service", name: payload.sub! }, untilMs: payload.exp! * 1000 };
    }
    if (alg !== "EdDSA" || kid === undefined) return undefined;
    const key = await signingKeys.find(kid);
    if (!key) return undefined;
    const { payload } = await jwtVerify(token, key, { ...rules, algorithms: ["EdDSA"] });
    const caller = personOf(payload.sub!, payload);
    return caller && { caller, untilMs: payload.exp! * 1000 };
  }

  return {
    async verify(token) {
      const nowMs = clock().getTime();
      const before = remembered.get(token);
      if (before && before.untilMs > nowMs) return ok(before.caller);
      try {
        const found = await verified(token);
        if (!found) return refuse({ kind: "token-invalid" });
        if (remembered.size >= mostRemembered) remembered.clear();
        remembered.set(token, found);
        return ok(found.caller);
      } catch (error) {
        if (error instanceof errors.JWTExpired) return refuse({ kind: "token-expired" });
        if (error instanceof errors.JOSEError || error instanceof TypeError) return refuse({ kind: "token-invalid" });
        if (error instanceof SigningKeysUnavailable) return refuse({ kind: "signing-keys-unavailable" });
        throw error;
      }
    },
    async forService(name) {
      const nowMs = clock().getTime();
      const last = minted.get(name);
      if (last && last.untilMs > nowMs) return last.token;
      const token = await new SignJWT({ kind: "service" })
        .setProtectedHeader({ alg: "HS256" })
        .setSubject(name)
        .setIssuer(named.issuer)
        .setAudience(named.audience)
        .setIssuedAt(Math.floor(nowMs / 1000))
        .setExpirationTime(Math.floor(nowMs / 1000) + serviceTokenSeconds)
        .sign(internalKey);
      minted.set(name, { token, untilMs: nowMs + (serviceTokenSeconds * 1000) / 2 });
      return token;
    },
  };
}

function personOf(subject: string, claims: JWTPayload): Known | undefined {
  const { kind, permissions, role, sid, auth_time: authTime, iat, act } = claims;
  const session = {
    ...(typeof iat === "number" && { issuedAt: new Date(iat * 1000) }),
    ...(typeof sid === "string" && { sessionId: sid }),
    ...(typeof authTime === "number" && { authenticatedAt: new Date(authTime * 1000) }),
  };
  if (kind === "customer") {
    // RFC 8693 section 4.1. An actor that cannot be read is still one: the token never opens more than it was made for.
    const acting = act !== undefined && { actingStaffId: subjectOf(act) };
    return { kind, customerId: subject, ...session, ...acting, ...userOf(claims) };
  }
  if (kind === "enrolment") return { kind, staffId: subject };
  if (kind !== "staff") return undefined;
  return {
    kind,
    staffId: subject,
    permissions: textsOf(permissions),
    role: typeof role === "string" ? role : "",
    ...(claims["sites"] !== undefined && { sites: textsOf(claims["sites"]) }),
    ...(claims["resellers"] !== undefined && { resellers: textsOf(claims["resellers"]) }),
    ...session,
  };
}

/** A level that this version does not know is the least. */
function userOf({ usr, lvl }: JWTPayload): Pick<Extract<Caller, { kind: "customer" }>, "user"> {
  if (usr === undefined) return {};
  const level = lvl === "pay" || lvl === "manage" ? lvl : "view";
  return { user: { customerId: typeof usr === "string" ? usr : "", level } };
}

const subjectOf = (actor: unknown): string =>
  typeof actor === "object" && actor !== null && "sub" in actor && typeof actor.sub === "string" ? actor.sub : "";

const textsOf = (claim: unknown): string[] =>
  Array.isArray(claim) ? claim.filter((entry) => typeof entry === "string") : [];
