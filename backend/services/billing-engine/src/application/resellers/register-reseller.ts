import { newId } from "@beacom/ids";
import type { Currency } from "@beacom/money";
import { ok, type Result } from "@beacom/result";
import type { Clock } from "@beacom/time";
import { checkKey, type KeyRefusal } from "#application/idempotency-key";
import { resellerStream } from "#application/resellers/reseller-streams";
import type { ResellerViews } from "#application/resellers/views";
import type { Streams } from "#application/streams";
import {
  decideChangeTerms,
  decideRegisterReseller,
  masterOf,
  type ResellerTermsRefusal,
} from "#domain/resellers/register-reseller";
import type { ResellerTerms } from "#domain/resellers/reseller-event";

export type RegisterResellerRefusal = ResellerTermsRefusal | KeyRefusal;
export type RegisterResellerUseCase = (command: {
  readonly terms: ResellerTerms;
  readonly staffId: string;
  readonly idempotencyKey: string;
}) => Promise<Result<{ readonly resellerId: string }, RegisterResellerRefusal>>;

type Ports = { streams: Streams; views: ResellerViews; clock: Clock; currency: Currency };

/** Who a reseller is, is identity's to know; here it has a float, terms and a standing. The same key gives the same reseller. */
export const registerResellerWith =
  ({ streams, views, clock, currency }: Ports): RegisterResellerUseCase =>
  async ({ terms, staffId, idempotencyKey }) => {
    const key = checkKey(idempotencyKey);
    if (!key.ok) return key;
    const registrationKey = `reseller:${key.value}`;
    const known = await views.registered(registrationKey);
    if (known) return ok({ resellerId: known.resellerId });
    const resellerId = newId("reseller");
    const read = readsOf(resellerId, masterOf(terms));
    const result = await streams.change<typeof read, ResellerTermsRefusal>({
      key: registrationKey,
      read,
      decide({ reseller, master }) {
        const command = { terms, currency, registrationKey, by: staffId, at: clock() };
        const decided = decideRegisterReseller({ reseller, master }, command);
        return decided.ok ? ok({ events: { reseller: decided.value } }) : decided;
      },
    });
    if (result.ok) return ok({ resellerId });
    if (result.error.kind !== "command-repeated") return { ok: false, error: result.error };
    const before = await views.registered(registrationKey);
    if (!before) throw new Error(`${registrationKey} was repeated and cannot be found`);
    return ok({ resellerId: before.resellerId });
  };

export type ChangeResellerTermsRefusal =
  | ResellerTermsRefusal
  | { readonly kind: "reseller-unknown" | "reseller-changes-its-kind" };
export type ChangeResellerTermsUseCase = (command: {
  readonly resellerId: string;
  readonly terms: ResellerTerms;
  readonly staffId: string;
}) => Promise<Result<void, ChangeResellerTermsRefusal>>;

/** From now on; what was sold keeps its commission. The same terms again change nothing. */
export const changeResellerTermsWith =
  ({ streams, clock }: Pick<Ports, "streams" | "clock">): ChangeResellerTermsUseCase =>
  async ({ resellerId, terms, staffId }) => {
    const at = clock();
    const read = readsOf(resellerId, masterOf(terms));
    const result = await streams.change<typeof read, ChangeResellerTermsRefusal>({
      key: `reseller-terms:${resellerId}:${newId("entry")}`,
      read,
      fresh: true,
      decide({ reseller, master }) {
        const decided = decideChangeTerms({ reseller, master }, { terms, by: staffId, at });
        return decided.ok ? ok({ events: { reseller: decided.value } }) : decided;
      },
    });
    if (result.ok || result.error.kind === "command-repeated") return ok(undefined);
    return { ok: false, error: result.error };
  };

type Stream = ReturnType<typeof resellerStream>;

/** A reseller, and the master if it has one. */
export function readsOf(
  resellerId: string,
  masterId: string | null,
): { readonly reseller: Stream; readonly master?: Stream } {
  const reseller = resellerStream(resellerId);
  // One that names itself as its master finds none.
  return masterId === null || masterId === resellerId ? { reseller } : { reseller, master: resellerStream(masterId) };
}
