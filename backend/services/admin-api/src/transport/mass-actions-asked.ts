import { type Currency, isCurrency } from "@beacom/money";
import type { Money } from "@beacom/proto/common/v1/common";
import type { CustomerFilter as FilterMessage, PrepareMassActionRequest } from "@beacom/proto/admin/v1/mass_actions";
import { isLocalDate } from "@beacom/time";
import { timestampDate } from "@bufbuild/protobuf/wkt";
import { Code, ConnectError } from "@connectrpc/connect";
import type { CustomerFilter } from "#domain/mass-actions-filter";
import { type MassTerms, type MessageLanguage, messageLanguages } from "#domain/mass-actions-terms";

const refused = (kind: string) => new ConnectError(kind, Code.InvalidArgument);

export function termsAsked({ terms }: Pick<PrepareMassActionRequest, "terms">): MassTerms {
  switch (terms.case) {
    case "suspend":
      return {
        kind: "suspend",
        restriction: oneOf(
          ["suspended", "walled-garden"],
          terms.value.restriction || "suspended",
          "restriction-not-known",
        ),
      };
    case "restore":
      return { kind: "restore" };
    case "disconnect":
      return { kind: "disconnect" };
    case "notify":
      return { kind: "notify", isMarketing: terms.value.marketing, words: wordsAsked(terms.value.words) };
    case "movePlan": {
      const { fromPlanId, toPlanId, when } = terms.value;
      if (when === "" || when === "next-cycle") return { kind: "move-plan", fromPlanId, toPlanId, when: "next-cycle" };
      if (!isLocalDate(when)) throw refused("when-not-known");
      return { kind: "move-plan", fromPlanId, toPlanId, when };
    }
    case "credit":
      return { kind: "credit", ...amountAsked(terms.value.amount), reasonCode: terms.value.reasonCode };
    default:
      throw refused("terms-missing");
  }
}

function wordsAsked(words: { readonly [language: string]: string }) {
  const known: Partial<Record<MessageLanguage, string>> = {};
  for (const [language, text] of Object.entries(words))
    known[oneOf(messageLanguages, language, "language-not-known")] = text;
  return { ...known, en: known.en ?? "" };
}

function amountAsked(amount: Money | undefined): { amountCents: bigint; currency: Currency } {
  if (!amount) throw refused("amount-missing");
  if (!isCurrency(amount.currency)) throw refused("currency-not-known");
  return { amountCents: amount.minorUnits, currency: amount.currency };
}

export function whoAsked({
  who,
}: Pick<PrepareMassActionRequest, "who">): { pasted: string } | { filter: CustomerFilter } {
  if (who.case === "pasted") return { pasted: who.value };
  if (who.case === "filter") return { filter: filterAsked(who.value) };
  throw refused("nobody-named");
}

function filterAsked(filter: FilterMessage): CustomerFilter {
  const { planId, serviceLevel, restricted, availableAtLeast, availableAtMost, nasName, seenSince, notSeenSince } =
    filter;
  const levels = ["full", "throttled", "walled-garden", "blocked"] as const;
  return {
    planId: planId || null,
    serviceLevel: serviceLevel === "" ? null : oneOf(levels, serviceLevel, "service-level-not-known"),
    isRestricted: restricted === "" ? null : oneOf(["yes", "no"], restricted, "restricted-not-known") === "yes",
    availableAtLeastCents: availableAtLeast?.minorUnits ?? null,
    availableAtMostCents: availableAtMost?.minorUnits ?? null,
    nasName: nasName || null,
    seenSince: seenSince ? timestampDate(seenSince) : null,
    notSeenSince: notSeenSince ? timestampDate(notSeenSince) : null,
  };
}

export function oneOf<Word extends string>(words: readonly Word[], word: string, otherwise: string): Word {
  const found = words.find((known) => known === word);
  if (found === undefined) throw refused(otherwise);
  return found;
}
