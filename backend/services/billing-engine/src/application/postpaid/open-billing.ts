import { isDeepStrictEqual } from "node:util";
import type { Currency } from "@beacom/money";
import { ok, type Result } from "@beacom/result";
import { type OnceRefusal, onceNamed } from "#application/command-once";
import { checkKey, type KeyRefusal } from "#application/idempotency-key";
import type { PostpaidPorts } from "#application/postpaid/change-postpaid";
import { type NotBilled } from "#application/postpaid/change-postpaid";
import { commandPostpaid, type PostpaidOutcome } from "#application/postpaid/command-postpaid";
import { postpaidOf } from "#application/postpaid/postpaid-streams";
import type { RecipientDetails, Recipients } from "#application/postpaid/recipients";
import type { Cycle } from "#domain/postpaid/cycle";
import { decideChangeProfile, decideOpenPostpaid, type OpenPostpaidRefusal } from "#domain/postpaid/open-postpaid";
import type { Postpaid } from "#domain/postpaid/postpaid";
import type { ProfileRefusal, Recipient } from "#domain/postpaid/profile";

export type RecipientRefusal = { readonly kind: "recipient-name-missing" | "vat-number-not-accepted" };

export type OpenBillingUseCase = (opening: {
  readonly customerId: string;
  readonly cycle: Omit<Cycle, "from">;
  readonly termsDays: number;
  readonly segment: string;
  readonly recipient: RecipientDetails;
}) => Promise<Result<Postpaid, OpenPostpaidRefusal | RecipientRefusal>>;

type Ports = PostpaidPorts & { readonly recipients: Recipients; readonly currency: Currency; readonly zone: string };

/** From now on a customer is invoiced. Asked again, nothing is opened a second time. */
export const openBillingWith =
  ({ streams, recipients, done, clock, currency, zone }: Ports): OpenBillingUseCase =>
  async ({ customerId, recipient, ...terms }) => {
    const problem = recipientProblem(recipient);
    if (problem) return { ok: false, error: problem };
    const read = { postpaid: postpaidOf(customerId) };
    const known = await streams.state(read.postpaid);
    if (known) return ok(known);
    const at = clock();
    const recorded = await recipients.record(customerId, recipient, at);
    const kind = recipient.vatNumber === null ? ("consumer" as const) : ("vendor" as const);
    const profile = { ...terms, currency, zone, recipient: { kind, ...recorded } };
    const key = `postpaid-open:${customerId}`;
    const result = await onceNamed(done, key, () =>
      streams.change<typeof read, OpenPostpaidRefusal>({
        key,
        read,
        decide({ postpaid }) {
          const decided = decideOpenPostpaid(postpaid, { customerId, profile, at });
          if (!decided.ok) return decided;
          return ok({ events: { postpaid: decided.value.events }, after: { postpaid: decided.value.state } });
        },
      }),
    );
    if (!result.ok) return { ok: false, error: result.error };
    return ok(result.value?.states.postpaid ?? (await streams.state(read.postpaid))!);
  };

export type ChangeRecipientUseCase = (change: {
  readonly customerId: string;
  readonly recipient: RecipientDetails;
  readonly idempotencyKey: string;
}) => Promise<
  Result<PostpaidOutcome, RecipientRefusal | NotBilled | KeyRefusal | OnceRefusal | { readonly kind: ProfileRefusal }>
>;

/** A new address, or a name that was wrong: for invoices from now on. Those that were issued stay as they are. */
export const changeRecipientWith =
  (ports: Ports): ChangeRecipientUseCase =>
  async ({ customerId, recipient, idempotencyKey }) => {
    const key = checkKey(idempotencyKey);
    if (!key.ok) return key;
    const problem = recipientProblem(recipient);
    if (problem) return { ok: false, error: problem };
    const recorded = await ports.recipients.record(customerId, recipient, ports.clock());
    const kind = recipient.vatNumber === null ? ("consumer" as const) : ("vendor" as const);
    // Nothing that stands for a name and an address may be in an event for good: they are compared where they are kept.
    const isSame = async (before: unknown) => {
      const named = (before as { readonly recipient?: Recipient } | undefined)?.recipient;
      const kept = named ? await ports.recipients.find(named) : { state: "unknown" as const };
      return kept.state !== "there" || isDeepStrictEqual(kept.details, recipient);
    };
    return commandPostpaid(
      ports,
      { isSame },
      {
        customerId,
        key: `postpaid-recipient:${customerId}:${key.value}`,
        decide: (state, now) => decideChangeProfile(state, { recipient: { kind, ...recorded } }, now),
      },
    );
  };

/** A South African VAT number has ten digits and begins with 4; abroad they look otherwise. */
function recipientProblem({ name, vatNumber }: RecipientDetails): RecipientRefusal | undefined {
  if (name.trim() === "") return { kind: "recipient-name-missing" };
  if (vatNumber !== null && !/^[0-9A-Z][0-9A-Z -]{3,19}$/i.test(vatNumber)) return { kind: "vat-number-not-accepted" };
  return undefined;
}
