import { createHash } from "node:crypto";
import { newId } from "@beacom/ids";
import { message, publish } from "@beacom/outbox";
import type { Sql } from "@beacom/postgres";
import { CallbackReceivedSchema } from "@beacom/proto/webhooks/v1/webhooks";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import { groupCommit } from "#adapters/group-commit";
import type { ArrivedCallback, CallbackInbox } from "#application/take-callback";

type Kept = "stored" | "repeated";

/** Callbacks and the events about them go into the database in one transaction per batch; nobody is answered before it is committed. */
export function callbackInboxIn(sql: Sql, { deadlineMs = 5_000 } = {}): CallbackInbox & { idle(): Promise<void> } {
  const queue = groupCommit<ArrivedCallback, Kept>({
    commit: (callbacks) => keepAll(sql, callbacks),
    maxItems: 500,
    maxWaitingSize: 64 * 1024 * 1024,
    deadlineMs,
  });
  return { keep: (callback) => queue.add(callback, callback.rawBody.length + 1_024), idle: () => queue.idle() };
}

async function keepAll(sql: Sql, arrived: readonly ArrivedCallback[]): Promise<Kept[]> {
  const callbacks = arrived.map((each) => ({ ...each, callbackId: newId("callback", each.receivedAt.getTime()) }));
  const fresh = await sql.begin(async (tx) => {
    // Octets travel as hexadecimal text: arrays of bytea need an escaping of their own. A repeat waits here for the commit of its first.
    const inserted = await tx<{ callback_id: string }[]>`
      insert into callbacks (callback_id, provider, body_sha256, raw_body, source_address, received_at)
      select id, provider, decode(sha256, 'hex'), decode(body, 'hex'), source_address, received_at::timestamptz
      from unnest(
        ${callbacks.map(({ callbackId }) => callbackId)}::text[],
        ${callbacks.map(({ provider }) => provider)}::text[],
        ${callbacks.map(({ rawBody }) => sha256Of(rawBody))}::text[],
        ${callbacks.map(({ rawBody }) => Buffer.from(rawBody).toString("hex"))}::text[],
        ${callbacks.map(({ sourceAddress }) => sourceAddress)}::text[],
        ${callbacks.map(({ receivedAt }) => receivedAt.toISOString())}::text[]
      ) as arrived (id, provider, sha256, body, source_address, received_at)
      order by sha256 -- two processes that keep the same callbacks meet in one order and cannot wait for each other in a circle
      on conflict (provider, body_sha256) do nothing
      returning callback_id`;
    const ids = new Set(inserted.map((row) => row.callback_id));
    const events = callbacks.filter(({ callbackId }) => ids.has(callbackId)).map(callbackReceived);
    if (events.length > 0) await publish(tx, events);
    return ids;
  });
  return callbacks.map(({ callbackId }) => (fresh.has(callbackId) ? "stored" : "repeated"));
}

function callbackReceived(callback: ArrivedCallback & { callbackId: string }) {
  const { callbackId, provider, rawBody, receivedAt } = callback;
  const value = { callbackId, provider, rawBody: Uint8Array.from(rawBody), receivedAt: timestampFromDate(receivedAt) };
  return message(CallbackReceivedSchema, provider, value, receivedAt);
}

const sha256Of = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");
