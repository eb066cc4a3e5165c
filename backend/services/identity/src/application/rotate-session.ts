import { ok, type Result, refuse } from "@beacom/result";
import type { OpenSession } from "#application/open-session";
import type { OneTimeSecrets, Records } from "#application/ports";
import type { Person } from "#domain/person";
import { decideRefresh, type RefreshRefusal, refreshExpiry } from "#domain/token-family";

/** Told when a family was ended because one of its tokens came twice. */
export type Reused = (familyId: string, person: Person) => void;

export type RotatedSession = OpenSession & { personId: string; secondFactorAt: Date | undefined };

/** The next refresh token of a session, of a person of this kind. A refusal has to be committed too: it may have ended the family. */
export async function rotateSession(
  records: Records,
  { secrets, reused }: { secrets: OneTimeSecrets; reused: Reused },
  { refreshToken, kind, at }: { refreshToken: string; kind: Person["kind"]; at: Date },
): Promise<Result<RotatedSession, RefreshRefusal>> {
  const tokenHash = secrets.tokenHash(refreshToken);
  const successor = secrets.successorOf(refreshToken);
  const successorHash = secrets.tokenHash(successor);
  const refreshExpiresAt = refreshExpiry(kind, at);
  const token = await records.sessions.holdToken(tokenHash, successorHash);
  if (token?.person.kind !== kind) return refuse({ kind: "refresh-token-unknown" });
  const decision = decideRefresh(token, at);
  if (!decision.ok) return decision;
  const { familyId, person, secondFactorAt } = token;
  if (decision.value === "end-family") {
    await records.sessions.end(familyId, "token-reused", at);
    reused(familyId, person);
    return refuse({ kind: "session-ended" });
  }
  if (decision.value === "rotate") {
    await records.sessions.rotate(tokenHash, at);
    await records.sessions.addToken({ tokenHash: successorHash, familyId, at, expiresAt: refreshExpiresAt });
  }
  return ok({ familyId, personId: person.id, secondFactorAt, refreshToken: successor, refreshExpiresAt });
}
