import type { PaymentProvider } from "@beacom/payments";
import type { Watch } from "#application/watch";

export type ReceivedCallback = {
  readonly callbackId: string;
  readonly provider: string;
  readonly rawBody: Uint8Array;
  readonly receivedAt: Date;
};

/** A callback as it is kept: what it is about, and what we make of it. */
export type NoticeToKeep = {
  readonly provider: string;
  readonly event: string;
  readonly eventId: string;
  readonly callbackId: string;
  readonly reference: string | null;
  readonly claimsSuccess: boolean;
  readonly takesBack: boolean;
  readonly unreadable: boolean;
  readonly words: string;
  readonly receivedAt: Date;
  readonly times: number;
};

export type NoticeResult =
  | "asking"
  | "settled-already"
  | "taken-back"
  | "unknown-reference"
  | "not-about-a-payment"
  | "unreadable";

/** Keeps notices, makes the intents that they name due at once and notes money taken back for a person, in one transaction. */
export type Notices = { keep(notices: readonly NoticeToKeep[]): Promise<readonly NoticeResult[]> };

export type TakeCallbacks = (callbacks: readonly ReceivedCallback[]) => Promise<void>;

/** A callback is a hint: it is written down, and the provider is asked about the reference that it names. Nothing in it is believed. */
export const takeCallbacksWith =
  (parts: { notices: Notices; provider: PaymentProvider; watch: Watch; askSoon: () => void }): TakeCallbacks =>
  async (callbacks) => {
    const notices = byEvent(callbacks.map((callback) => noticeOf(parts.provider, callback)));
    if (notices.length === 0) return;
    const results = await parts.notices.keep(notices);
    for (const [i, result] of results.entries()) parts.watch.callback(result, notices[i]!.times);
    parts.askSoon();
  };

function noticeOf(provider: PaymentProvider, callback: ReceivedCallback): NoticeToKeep {
  const { callbackId, receivedAt } = callback;
  const base = { provider: callback.provider, callbackId, receivedAt, times: 1 };
  const unreadable = (words: string): NoticeToKeep => ({
    ...base,
    event: "unreadable",
    eventId: callbackId,
    reference: null,
    claimsSuccess: false,
    takesBack: false,
    unreadable: true,
    words,
  });
  if (callback.provider !== provider.name) return unreadable(`no adapter for ${callback.provider}`);
  const read = provider.readCallback(callback.rawBody);
  if (!read.ok) return unreadable(read.error.words);
  const { event, eventId, reference, claimsSuccess, takesBack } = read.value;
  // Without an id of the event's subject nothing tells a repeat from news, so each one counts as news.
  const said = { event, eventId: eventId || callbackId, reference, claimsSuccess, takesBack };
  return { ...base, ...said, unreadable: false, words: "" };
}

/** Repeats within one batch become one notice, the first one, with their number. */
function byEvent(notices: readonly NoticeToKeep[]): NoticeToKeep[] {
  const first = new Map<string, NoticeToKeep>();
  for (const notice of notices) {
    const key = JSON.stringify([notice.provider, notice.event, notice.eventId]);
    const before = first.get(key);
    first.set(key, before ? { ...before, times: before.times + 1 } : notice);
  }
  return [...first.values()];
}
