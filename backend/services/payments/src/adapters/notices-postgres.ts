import type { Sql } from "@beacom/postgres";
import type { NoticeResult, Notices } from "#application/take-callbacks";

/** Keeps what callbacks said and puts the question to the provider at the head of the queue. Taking the same callback again changes nothing but a count. */
export const noticesIn = (sql: Sql): Notices => ({
  async keep(notices) {
    const rows = notices.map((notice, i) => ({
      n: i,
      provider: notice.provider,
      event: notice.event,
      event_id: notice.eventId,
      callback_id: notice.callbackId,
      reference: notice.reference,
      claims_success: notice.claimsSuccess,
      takes_back: notice.takesBack,
      unreadable: notice.unreadable,
      words: notice.words,
      received_at: notice.receivedAt.toISOString(),
      times: notice.times,
    }));
    const results = await sql<{ result: NoticeResult }[]>`
      with said as (
        select said.*, intents.payment_id,
          case
            when unreadable then 'unreadable'
            when said.reference is null then 'not-about-a-payment'
            when intents.payment_id is null then 'unknown-reference'
            -- Booked here: no answer of the provider undoes that, so a person must.
            when takes_back and intents.status in ('succeeded', 'under-review') then 'taken-back'
            -- A success under another reference than the one that settled it may be a second charge.
            when intents.status = 'under-review' or (intents.status = 'succeeded' and
              (not claims_success or said.reference = intents.settled_reference)) then 'settled-already'
            else 'asking'
          end as result
        from jsonb_to_recordset(${sql.json(rows)}) as said (n int, provider text, event text, event_id text, callback_id text,
          reference text, claims_success boolean, takes_back boolean, unreadable boolean, words text, received_at timestamptz, times int)
        left join attempts on attempts.reference = said.reference
        left join intents on intents.payment_id = attempts.payment_id
      ), kept as (
        insert into notices (provider, event, event_id, callback_id, reference, payment_id, result, words, received_at, times)
        select provider, event, event_id, callback_id, reference, payment_id, result, words, received_at, times from said
        on conflict (provider, event, event_id) do update set times = notices.times + excluded.times, result = excluded.result
      ), found as (
        insert into findings (payment_id, reference, kind, words, found_at)
        select payment_id, reference, event, 'The provider says so; look there what happened, then at the wallet.', min(received_at)
        from said where takes_back and payment_id is not null group by payment_id, reference, event
        on conflict do nothing
      ), hinted as (
        update intents set hints = hints + hint.times, next_ask_at = '-infinity',
          callback_at = case when status in ('succeeded', 'under-review') then callback_at else coalesce(callback_at, hint.claimed_at) end
        from (
          select payment_id, sum(times)::bigint as times, min(received_at) filter (where claims_success) as claimed_at
          from said where result = 'asking' group by payment_id) as hint
        where intents.payment_id = hint.payment_id
      )
      select result from said order by n`;
    return results.map((row) => row.result);
  },
});
