import type { Money } from "@beacom/money";

/** What a person is told. */
export type News =
  | { kind: "phone-code"; code: string; expiresAt: Date }
  | { kind: "usage-notice"; bundleName: string; percent: number; octetsRemaining: bigint; expiresAt: Date }
  | { kind: "top-up-received"; amount: Money; available: Money }
  | { kind: "bundle-activated"; bundleName: string; octets: bigint; expiresAt: Date }
  | { kind: "bundle-not-activated" };

const staleAfterMs = 24 * 3_600_000;

/** After a long standstill, yesterday's news would only confuse, and an expired code cannot be used. */
export function isTooLate(news: News, happenedAt: Date, now: Date): boolean {
  if (news.kind === "phone-code") return news.expiresAt <= now;
  return now.getTime() - happenedAt.getTime() > staleAfterMs;
}
