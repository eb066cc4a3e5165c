import { type Currency, isCurrency } from "@beacom/money";
import { type Result, valueOf } from "@beacom/result";
import { type LocalDate, startOfDate } from "@beacom/time";
import { decideAddCharge, decideChargeUsageInArrears } from "#domain/postpaid/add-charge";
import {
  decideCancel,
  decideChangeTerms,
  decideGrantDiscount,
  decideKeep,
  decidePause,
  decideResume,
} from "#domain/postpaid/change-subscription";
import { decideCloseCycles, type Now } from "#domain/postpaid/close-cycle";
import { decideCreditInvoice } from "#domain/postpaid/credit-note";
import type { PostpaidDecision } from "#domain/postpaid/decision";
import { decideDun } from "#domain/postpaid/dun";
import { decideEarnRevenue } from "#domain/postpaid/earn-revenue";
import { documentId } from "#domain/postpaid/invoice";
import { decideChangeProfile, decideOpenPostpaid } from "#domain/postpaid/open-postpaid";
import { decidePayFromWallet, decideReceivePayment } from "#domain/postpaid/pay";
import type { PostpaidPolicy } from "#domain/postpaid/policy";
import type { Postpaid } from "#domain/postpaid/postpaid";
import { customerId, policy, profile, termsOf } from "#domain/postpaid/postpaid-examples";
import { decideReversePayment } from "#domain/postpaid/reverse-payment";
import { type DiscountTerms, decideSubscribe } from "#domain/postpaid/subscribe";
import type { SubscriptionTerms } from "#domain/postpaid/subscription";
import { centsIn } from "#domain/postpaid/testing/golden-rows";
import type { VatRate, VatTreatment } from "#domain/postpaid/vat";
import { decideApproveWriteOff, decideProposeWriteOff } from "#domain/postpaid/write-off";

/** For tests: a customer whose story is told in sentences. */
export type Story = {
  readonly state: Postpaid | undefined;
  readonly policy: PostpaidPolicy;
  readonly currency: Currency;
};

export const untold: Story = { state: undefined, policy, currency: "ZAR" };

type Told = { readonly story: Story; readonly decision: PostpaidDecision };
type Teller = (words: Readonly<Record<string, string>>, story: Story, date: LocalDate) => Told;

export function told(story: Story, date: LocalDate, sentence: string): Told {
  for (const [pattern, teller] of sentences) {
    const found = pattern.exec(sentence);
    if (found) return teller(found.groups ?? {}, story, date);
  }
  throw new Error(`nobody understands “${sentence}”`);
}

const sentences: readonly (readonly [RegExp, Teller])[] = [
  [
    /^opens, billed (?:every (?<months>\d+) months )?on (?:the (?<day>\d+)|the (?<last>last day)), (?<terms>\d+) days to pay, (?<currency>[A-Z]{3}), VAT (?<vat>.+)$/,
    ({ months, day, last, terms, currency = "", vat }, story, date) => {
      if (!isCurrency(currency)) throw new Error(`${currency} is no currency`);
      const cycle = { months: Number(months ?? 1), day: last ? ("last" as const) : Number(day) };
      const changed = { ...profile, cycle, termsDays: Number(terms), currency };
      const decision = valueOf(
        decideOpenPostpaid(undefined, { customerId, profile: changed, at: nowOf(story, date).at }),
      );
      const vatRates = vat === "none" ? [] : ratesOf(vat ?? "");
      const forms = currency === "ZAR" ? policy.invoiceForms : null;
      const told = { ...story.policy, vatRates, invoiceForms: forms };
      return { story: { state: decision.state, policy: told, currency }, decision };
    },
  ],
  [
    /^will be billed on the (?<day>\d+)$/,
    carriedOut(({ day }, state, now) => decideChangeProfile(state, { cycle: { months: 1, day: Number(day) } }, now)),
  ],
  [
    /^starts (?<id>\w+) (?<billing>in-advance|in-arrears): (?<rest>.+)$/,
    carriedOut(({ id = "", billing, rest = "" }, state, now, currency) => {
      const [what = "", ...less] = rest.split(", less ");
      const discounts = less.map((text, index) => discountOf(text, `${id}-${index}`, currency));
      const order = { subscriptionId: id, terms: termsIn(what, currency), discounts };
      return decideSubscribe(state, { ...order, billing: billing === "in-advance" ? billing : "in-arrears" }, now);
    }),
  ],
  [
    /^changes (?<id>\w+) (?<when>now|from the next cycle): (?<what>.+)$/,
    carriedOut(({ id = "", when, what = "" }, state, now, currency) =>
      decideChangeTerms(
        state,
        { subscriptionId: id, terms: termsIn(what, currency), when: when === "now" ? "now" : "next-cycle" },
        now,
      ),
    ),
  ],
  [/^pauses (?<id>\w+)$/, carriedOut(({ id = "" }, state, now) => decidePause(state, { subscriptionId: id }, now))],
  [/^resumes (?<id>\w+)$/, carriedOut(({ id = "" }, state, now) => decideResume(state, { subscriptionId: id }, now))],
  [/^keeps (?<id>\w+)$/, carriedOut(({ id = "" }, state, now) => decideKeep(state, { subscriptionId: id }, now))],
  [
    /^cancels (?<id>\w+) (?<when>now|at the end of the cycle)$/,
    carriedOut(({ id = "", when }, state, now) =>
      decideCancel(state, { subscriptionId: id, when: when === "now" ? "now" : "next-cycle" }, now),
    ),
  ],
  [
    /^is given (?<less>.+) off (?<id>\w+)$/,
    carriedOut(({ id = "", less = "" }, state, now, currency) =>
      decideGrantDiscount(state, { subscriptionId: id, discount: discountOf(less, "given", currency) }, now),
    ),
  ],
  [
    /^orders (?:(?<quantity>\d+) × )?(?<what>.+) for (?<amount>[\d,.]+)(?:, (?<vat>zero-rated|exempt))?$/,
    carriedOut(({ quantity, what = "", amount = "", vat }, state, now, currency) =>
      decideAddCharge(
        state,
        {
          chargeId: what,
          description: what,
          quantity: Number(quantity ?? 1),
          grossCents: centsIn(amount, currency),
          vat: treatmentOf(vat),
        },
        now,
      ),
    ),
  ],
  [
    /^uses (?<what>.+) for (?<amount>[\d,.]+)(?:, (?<vat>zero-rated|exempt))?$/,
    carriedOut(({ what = "", amount = "", vat }, state, now, currency) =>
      decideChargeUsageInArrears(
        state,
        { chargeId: what, description: what, amountCents: centsIn(amount, currency), vat: treatmentOf(vat) },
        now,
      ),
    ),
  ],
  [
    /^pays (?<amount>[\d,.]+) as (?<id>\w+)(?: for INV (?<invoice>\d+)(?: up to (?<part>[\d,.]+))?)?$/,
    carriedOut(({ amount = "", id = "", invoice, part }, state, now, currency) => {
      const amountCents = centsIn(amount, currency);
      const meantFor = invoice
        ? [{ invoiceId: invoiceIdOf(invoice), amountCents: part ? centsIn(part, currency) : amountCents }]
        : [];
      const payment = { paymentId: id, source: "bank" as const, reference: "", amountCents, currency, meantFor };
      return decideReceivePayment(state, payment, now);
    }),
  ],
  [
    /^pays INV (?<invoice>\d+) from the wallet as (?<id>\w+)$/,
    carriedOut(({ invoice = "", id = "" }, state, now) =>
      decidePayFromWallet(state, { paymentId: id, invoiceId: invoiceIdOf(invoice) }, now),
    ),
  ],
  [
    /^has (?<id>\w+) returned by the bank$/,
    carriedOut(({ id = "" }, state, now) => decideReversePayment(state, { paymentId: id, reason: "returned" }, now)),
  ],
  [
    /^is credited INV (?<invoice>\d+)(?: line (?<line>\d+) by (?<amount>[\d,.]+))?$/,
    carriedOut(({ invoice = "", line, amount }, state, now, currency) =>
      decideCreditInvoice(
        state,
        {
          invoiceId: invoiceIdOf(invoice),
          reason: "fault",
          ...(line && amount && { lines: [{ line: Number(line) - 1, grossCents: centsIn(amount, currency) }] }),
        },
        now,
      ),
    ),
  ],
  [
    /^has (?:(?<amount>[\d,.]+) of )?INV (?<invoice>\d+) written off$/,
    carriedOut(({ amount, invoice = "" }, state, now, currency) => {
      const amountCents = amount ? { amountCents: centsIn(amount, currency) } : {};
      const proposal = { writeOffId: "wof", invoiceId: invoiceIdOf(invoice), reason: "gone", proposedBy: "stf_a" };
      const proposed = valueOf(decideProposeWriteOff(state, { ...proposal, ...amountCents }, now));
      const approval = { writeOffId: "wof", approvedBy: "stf_b", limitCents: 10_000_00n };
      return decideApproveWriteOff(proposed.state, approval, now);
    }),
  ],
  [/^is looked after$/, carriedOut((_, state, now) => ({ ok: true, value: decideDun(state, now) }))],
  [/^has revenue earned$/, carriedOut((_, state, now) => ({ ok: true, value: decideEarnRevenue(state, now) }))],
  [/^is invoiced$/, carriedOut((_, state, now) => ({ ok: true, value: decideCloseCycles(state, now) }))],
];

function carriedOut(
  decide: (
    words: Readonly<Record<string, string | undefined>>,
    state: Postpaid,
    now: Now,
    currency: Currency,
  ) => Result<PostpaidDecision, unknown>,
): Teller {
  return (words, story, date) => {
    if (!story.state) throw new Error("a story begins with “opens”");
    const decision = valueOf(decide(words, story.state, nowOf(story, date), story.currency));
    return { story: { ...story, state: decision.state }, decision };
  };
}

const nowOf = (story: Story, date: LocalDate): Now => ({
  policy: story.policy,
  at: new Date(startOfDate(date).getTime() + 10 * 3_600_000),
});

const invoiceIdOf = (ordinal: string): string => documentId("inv", Number(ordinal), customerId);

/** `3 × Fibre 50 at 690.00, exempt`. */
function termsIn(text: string, currency: Currency): SubscriptionTerms {
  const found = /^(?:(\d+) × )?(.+) at ([\d,.]+)(?:, (zero-rated|exempt))?$/.exec(text);
  if (!found) throw new Error(`nobody understands the terms “${text}”`);
  const [, quantity, name = "", price = "", vat] = found;
  return termsOf(name, centsIn(price, currency), { quantity: Number(quantity ?? 1), vat: treatmentOf(vat) });
}

/** `10 % for 2 cycles`, `50.00 always`. */
function discountOf(text: string, discountId: string, currency: Currency): DiscountTerms {
  const found = /^([\d,.]+)( %)? (?:for (\d+) cycles?|always)$/.exec(text);
  if (!found) throw new Error(`nobody understands the discount “${text}”`);
  const [, amount = "", percent, cycles] = found;
  const off = percent
    ? { kind: "percent" as const, basisPoints: BigInt(Math.round(Number(amount) * 100)) }
    : { kind: "fixed" as const, amountCents: centsIn(amount, currency) };
  return { discountId, description: text, off, cycles: cycles ? Number(cycles) : null };
}

const treatmentOf = (text: string | undefined): VatTreatment =>
  text === "zero-rated" || text === "exempt" ? text : "standard";

/** `15 %`, or `15 %, 15.5 % from 2026-07-15`. */
const ratesOf = (text: string): VatRate[] =>
  text.split(", ").map((part) => {
    const [, percent = "", from = "2000-01-01"] = /^([\d.]+) %(?: from (\d{4}-\d\d-\d\d))?$/.exec(part) ?? [];
    return { from: from as LocalDate, basisPoints: BigInt(Math.round(Number(percent) * 100)) };
  });
