import { ok, type Result } from "@beacom/result";
import { resellerStream } from "#application/resellers/reseller-streams";
import type { Streams } from "#application/streams";
import type { Reseller } from "#domain/resellers/reseller";
import type { ResellerEvent } from "#domain/resellers/reseller-event";

/** Changes one reseller alone, and says what is in its float then. */
export async function changeReseller<Refusal extends { readonly kind: string }>(
  streams: Streams,
  resellerId: string,
  key: string,
  decide: (reseller: Reseller | undefined) => Result<readonly ResellerEvent[], Refusal>,
): Promise<Result<{ readonly floatCents: bigint }, Refusal>> {
  const stream = resellerStream(resellerId);
  const result = await streams.change<{ reseller: typeof stream }, Refusal>({
    key,
    read: { reseller: stream },
    fresh: true,
    decide({ reseller }) {
      const decided = decide(reseller);
      return decided.ok ? ok({ events: { reseller: decided.value } }) : decided;
    },
  });
  if (result.ok) return ok({ floatCents: result.value.states.reseller?.floatCents ?? 0n });
  if (result.error.kind !== "command-repeated") return { ok: false, error: result.error as Refusal };
  const reseller = await streams.state(stream);
  return ok({ floatCents: reseller?.floatCents ?? 0n });
}
