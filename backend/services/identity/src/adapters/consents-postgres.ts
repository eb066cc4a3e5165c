import type { Tx } from "@beacom/postgres";
import type { ConsentRecords } from "#application/privacy/ports";
import type { Channel, Way } from "#domain/privacy/consent";

type Row = {
  channel: Channel;
  granted: boolean;
  at: Date;
  by_whom: string;
  how: Way;
  wording: string;
  language: string;
  address: string;
  user_agent: string;
  note: string;
};

export const consentsIn = (tx: Tx): ConsentRecords => ({
  async all(customerId) {
    const rows = await tx<Row[]>`
      select channel, granted, at, by_whom, how, wording, language, address, user_agent, note from consent_words
      where customer_id = ${customerId} order by position`;
    return rows.map(({ by_whom: byWhom, user_agent: userAgent, ...word }) => ({ ...word, byWhom, userAgent }));
  },
  async add(customerId, word) {
    await tx`
      insert into consent_words
        (customer_id, channel, granted, at, by_whom, how, wording, language, address, user_agent, note)
      values (${customerId}, ${word.channel}, ${word.granted}, ${word.at}, ${word.byWhom}, ${word.how}, ${word.wording},
        ${word.language}, ${word.address}, ${word.userAgent}, ${word.note})`;
  },
});
