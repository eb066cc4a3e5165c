import { ok, type Result, refuse } from "@beacom/result";
import {
  type ConsentForm,
  type ConsentRefusal,
  type ConsentWord,
  decideConsent,
  isChannel,
  maySend,
  type MaySend,
  type Purpose,
} from "#domain/privacy/consent";
import { staffAct } from "#domain/privacy/staff-act";
import { nameOf, type Who } from "#domain/privacy/who";
import type { InPrivacyTransaction } from "#application/privacy/ports";

type Needs = { inTransaction: InPrivacyTransaction; clock: () => Date };
type CustomerUnknown = { kind: "customer-unknown" };
export type SayConsentRefusal = ConsentRefusal | CustomerUnknown;
export type SayConsent = (
  request: ConsentForm & { by: Who; customerId: string },
) => Promise<Result<ConsentWord[], SayConsentRefusal>>;
export type GetConsents = (customerId: string) => Promise<Result<ConsentWord[], CustomerUnknown>>;
export type AskMaySend = (request: {
  customerId: string;
  channel: string;
  purpose: Purpose;
}) => Promise<Result<MaySend, CustomerUnknown | { kind: "channel-unknown" }>>;

/** Returns everything that was ever said. The same word twice is one. */
export function sayConsentWith({ inTransaction, clock }: Needs): SayConsent {
  return async ({ by, customerId, ...form }) =>
    inTransaction(async ({ customers, consents, publish }) => {
      if (!(await customers.hold(customerId))) return refuse({ kind: "customer-unknown" });
      const at = clock();
      const words = await consents.all(customerId);
      const decided = decideConsent(words, form, { by, byWhom: nameOf(by), at });
      if (!decided.ok) return decided;
      const word = decided.value;
      if (!word) return ok(words);
      const { channel, granted } = word;
      await consents.add(customerId, word);
      const act = { customerId, action: granted ? "consent.granted" : "consent.withdrawn", at, reason: word.note };
      await publish([
        { type: "ConsentChanged", customerId, ...word },
        ...staffAct(by, { ...act, before: { channel, granted: !granted }, after: { channel, granted } }),
      ]);
      return ok([...words, word]);
    });
}

export const getConsentsWith =
  ({ inTransaction }: Pick<Needs, "inTransaction">): GetConsents =>
  async (customerId) =>
    inTransaction(async ({ customers, consents }) => {
      if (!(await customers.find(customerId))) return refuse({ kind: "customer-unknown" });
      return ok(await consents.all(customerId));
    });

/** Asked at the moment of sending: a copy that somebody keeps would be older than the last withdrawal. */
export const maySendWith =
  ({ inTransaction }: Pick<Needs, "inTransaction">): AskMaySend =>
  async ({ customerId, channel, purpose }) => {
    if (!isChannel(channel)) return refuse({ kind: "channel-unknown" });
    return inTransaction(async ({ customers, consents }) => {
      if (!(await customers.find(customerId))) return refuse({ kind: "customer-unknown" });
      return ok(maySend(await consents.all(customerId), channel, purpose));
    });
  };
