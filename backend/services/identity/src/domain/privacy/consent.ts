import { ok, type Result, refuse } from "@beacom/result";
import type { Who } from "#domain/privacy/who";

export const channels = ["sms", "email", "whatsapp", "push", "phone"] as const;
export type Channel = (typeof channels)[number];
const ways = ["portal", "app", "phone-call", "paper", "message", "service"] as const;
export type Way = (typeof ways)[number];

/** One thing that a customer has said about one channel. */
export type ConsentWord = {
  channel: Channel;
  granted: boolean;
  at: Date;
  byWhom: string;
  how: Way;
  /** The version of the text that was agreed to. */
  wording: string;
  language: string;
  address: string;
  userAgent: string;
  note: string;
};

export type ConsentRefusal = {
  kind:
    | "channel-unknown"
    | "way-unknown"
    | "wording-missing"
    | "language-missing"
    | "note-missing"
    | "consent-is-the-customers";
};

export type ConsentForm = {
  channel: string;
  granted: boolean;
  how: string;
  wording: string;
  language: string;
  note: string;
};

/**
 * What is written down; undefined when it says what holds already. Consent has to be the customer's own (POPIA section 69(1)): staff can pass a word
 * on that was given by phone or on paper, with a note of where it can be found, and no service can grant anything. A withdrawal is
 * taken from anybody and in any form, because making it difficult would make the consent worthless.
 */
export function decideConsent(
  current: readonly ConsentWord[],
  form: ConsentForm,
  said: { by: Who; byWhom: string; at: Date },
): Result<ConsentWord | undefined, ConsentRefusal> {
  const { channel, how } = form;
  const { by, byWhom, at } = said;
  if (!isOf(channels, channel)) return refuse({ kind: "channel-unknown" });
  if (!isOf(ways, how)) return refuse({ kind: "way-unknown" });
  const wording = form.wording.trim().slice(0, 60);
  const language = form.language.trim().slice(0, 20);
  const note = form.note.trim().slice(0, 500);
  if (form.granted) {
    if (by.kind === "service") return refuse({ kind: "consent-is-the-customers" });
    if (wording === "") return refuse({ kind: "wording-missing" });
    if (language === "") return refuse({ kind: "language-missing" });
    if (by.kind === "staff" && note === "") return refuse({ kind: "note-missing" });
  }
  if (isGranted(current, channel) === form.granted) return ok(undefined);
  const from = { address: by.from.address, userAgent: by.from.userAgent };
  return ok({ channel, granted: form.granted, at, byWhom, how, wording, language, ...from, note });
}

/** Nobody who has said nothing has agreed. */
export function isGranted(words: readonly ConsentWord[], channel: Channel): boolean {
  return words.findLast((word) => word.channel === channel)?.granted ?? false;
}

/** Marketing needs a consent; what belongs to the contract (codes, invoices, notices of use) does not. */
export type Purpose = "marketing" | "service";
export type MaySend = {
  allowed: boolean;
  because: "part-of-the-contract" | "consented" | "withdrawn" | "never-consented";
};

export function maySend(words: readonly ConsentWord[], channel: Channel, purpose: Purpose): MaySend {
  if (purpose === "service") return { allowed: true, because: "part-of-the-contract" };
  const last = words.findLast((word) => word.channel === channel);
  if (!last) return { allowed: false, because: "never-consented" };
  return last.granted ? { allowed: true, because: "consented" } : { allowed: false, because: "withdrawn" };
}

export const isChannel = (text: string): text is Channel => isOf(channels, text);

const isOf = <T extends string>(all: readonly T[], text: string): text is T => all.some((one) => one === text);
