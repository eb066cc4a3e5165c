import { languageOf } from "#domain/catalogue";
import { isTooLate, type News } from "#domain/news";
import { writeText } from "#domain/write-text";
import type { Message, Records } from "#application/ports";

export type Letter = {
  cause: string;
  customerId: string;
  to: string;
  /** BCP 47. */
  language: string;
  news: News;
  happenedAt: Date;
};

/** What a letter is about, before it is known how the customer is reached. */
export type CustomerNews = Pick<Letter, "cause" | "customerId" | "news">;

export type Send = (letter: Letter) => Promise<void>;

/** Writes a message once per cause, unless it would come too late to be of use. */
export const sendWith =
  (needs: {
    records: Pick<Records, "keepMessage">;
    newMessageId: () => string;
    clock: () => Date;
    zone: string;
    payAt: string | null;
    sent: (message: Message) => void;
  }): Send =>
  async ({ cause, customerId, to, language, news, happenedAt }) => {
    const now = needs.clock();
    if (isTooLate(news, happenedAt, now)) return;
    const text = writeText(news, { language: languageOf(language), now, zone: needs.zone, payAt: needs.payAt });
    const message: Message = {
      messageId: needs.newMessageId(),
      cause,
      customerId,
      channel: "sms",
      to,
      text,
      kind: news.kind,
      createdAt: now,
    };
    if (await needs.records.keepMessage(message)) needs.sent(message);
  };
