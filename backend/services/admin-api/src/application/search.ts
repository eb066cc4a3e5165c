import { type Asked, missingOf, type Missing, type SideBySide } from "#application/side-by-side";
import { type Recognised, recognise } from "#domain/recognise";

export type Found = {
  readonly kind: "customer" | "session" | "payment" | "document" | "voucher-batch" | "reseller" | "approval";
  readonly id: string;
  /** Empty where it belongs to no customer. */
  readonly customerId: string;
  readonly title: string;
  readonly detail: string;
  readonly at: Date | undefined;
};

export type SearchAnswer = {
  readonly takenAs: readonly Recognised["kind"][];
  readonly found: readonly Found[];
  readonly missing: readonly Missing[];
};

/** Whom to ask about something that was recognised. What is not there is found by nobody, which is no error. */
export type AskAbout = (recognised: Recognised) => readonly Asked<readonly Found[]>[];
export type Search = (text: string, askAbout: AskAbout) => Promise<SearchAnswer>;

export const searchWith =
  ({ sideBySide }: { readonly sideBySide: SideBySide }): Search =>
  async (text, askAbout) => {
    const recognised = recognise(text);
    const answers = await sideBySide(recognised.flatMap(askAbout));
    const found = answers.flatMap((answer) => ("value" in answer ? answer.value : []));
    return { takenAs: recognised.map(({ kind }) => kind), found: eachOnce(found), missing: missingOf(answers) };
  };

/** The same customer by phone and by name is found once, where it was found first. */
const eachOnce = (found: readonly Found[]): Found[] =>
  [...new Map(found.toReversed().map((one) => [`${one.kind} ${one.id}`, one])).values()].toReversed();
