import type { Currency } from "@beacom/money";
import { ok, type Result, refuse } from "@beacom/result";
import { isLocalDate, type LocalDate } from "@beacom/time";

/** What is done to each of many customers. */
export type MassTerms =
  | { readonly kind: "suspend"; readonly restriction: "walled-garden" | "suspended" }
  | { readonly kind: "restore" }
  | { readonly kind: "disconnect" }
  /** In a customer's own language where there are words in it, and else in English. */
  | {
      readonly kind: "notify";
      /** Only to those who agreed to it (POPIA, section 69); without it the words belong to the contract. */
      readonly isMarketing: boolean;
      readonly words: Readonly<Partial<Record<MessageLanguage, string>>> & { readonly en: string };
    }
  | {
      readonly kind: "move-plan";
      readonly fromPlanId: string;
      readonly toPlanId: string;
      readonly when: "next-cycle" | LocalDate;
    }
  | { readonly kind: "credit"; readonly amountCents: bigint; readonly currency: Currency; readonly reasonCode: string };
export type MassKind = MassTerms["kind"];
export const messageLanguages = ["en", "zu", "xh", "af", "st"] as const;
export type MessageLanguage = (typeof messageLanguages)[number];

export type TermsRefusal = {
  readonly kind:
    | "restriction-not-known"
    | "words-missing"
    | "words-too-long"
    | "words-not-plain"
    | "plan-missing"
    | "same-plan"
    | "when-not-known"
    | "amount-not-positive"
    | "amount-too-large"
    | "reason-code-missing";
};

/** Five parts of an SMS: more than that is sent in pieces that arrive apart, or not at all. */
const longestWords = 765;
/** Of one customer. Goodwill beyond it is a correction, which the books want to see alone. */
export const mostCreditCents = 100_000n;

/** Whether these terms could be carried out at all, whoever it is done to. */
export function checkTerms(terms: MassTerms): Result<MassTerms, TermsRefusal> {
  switch (terms.kind) {
    case "notify":
      return checkWords(terms);
    case "move-plan":
      if (terms.fromPlanId === "" || terms.toPlanId === "") return refuse({ kind: "plan-missing" });
      if (terms.fromPlanId === terms.toPlanId) return refuse({ kind: "same-plan" });
      return terms.when === "next-cycle" || isLocalDate(terms.when) ? ok(terms) : refuse({ kind: "when-not-known" });
    case "credit":
      if (terms.amountCents <= 0n) return refuse({ kind: "amount-not-positive" });
      if (terms.amountCents > mostCreditCents) return refuse({ kind: "amount-too-large" });
      return terms.reasonCode === "" ? refuse({ kind: "reason-code-missing" }) : ok(terms);
    case "suspend":
    case "restore":
    case "disconnect":
      return ok(terms);
    default:
      return terms satisfies never;
  }
}

function checkWords(terms: MassTerms & { kind: "notify" }): Result<MassTerms, TermsRefusal> {
  const words: Partial<Record<MessageLanguage, string>> = {};
  for (const language of messageLanguages) {
    const text = terms.words[language]?.trim();
    if (text === undefined || text === "") continue;
    if (text.length > longestWords) return refuse({ kind: "words-too-long" });
    if (/[^\P{Cc}\n]|\p{Cs}/u.test(text)) return refuse({ kind: "words-not-plain" });
    words[language] = text;
  }
  const { en } = words;
  return en === undefined ? refuse({ kind: "words-missing" }) : ok({ ...terms, words: { ...words, en } });
}
