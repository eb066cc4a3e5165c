import assert from "node:assert/strict";
import { test } from "vitest";
import { eventsIn } from "#event-stream";
import { type LiveEvent, type LiveState, watchLive } from "#live";
import { keepSession } from "#session";

const streamOf = (...pieces: string[]) =>
  new ReadableStream<Uint8Array>({
    start(controller) {
      for (const piece of pieces) controller.enqueue(new TextEncoder().encode(piece));
      controller.close();
    },
  });

test("events are put together across pieces, whatever the line ends; a comment is a sign of life", async () => {
  const found = [];
  for await (const event of eventsIn(
    streamOf("retry: 2000\n\nid: 1\neve", 'nt: account\ndata: {"a"', ":1}\r", "\n\r\n: keepalive\n\n"),
  ))
    found.push(event);
  assert.deepEqual(found, [
    { id: undefined, event: "message", data: "" },
    { id: "1", event: "account", data: '{"a":1}' },
    { id: undefined, event: "message", data: "" },
  ]);
});

test("a broken stream is taken up after the last event, and polling is asked for while it fails", async () => {
  const asked: (string | null)[] = [];
  const events: LiveEvent[] = [];
  const states: LiveState[] = [];
  const pauses: number[] = [];
  const session = keepSession({ fetch: () => Promise.reject(new Error("no")), baseUrl: "" });
  session.begin({
    accessToken: "t",
    accessExpiresAt: new Date(Date.now() + 900_000).toISOString(),
    customer: {} as never,
  });
  const answers = [
    () => new Response(streamOf('id: e-7\nevent: notice\ndata: {"percent":50}\n\n')),
    () => new Response(null, { status: 503 }),
    () => Promise.reject(new TypeError("network")),
    () => new Response(streamOf('id: e-8\nevent: notice\ndata: {"percent":80}\n\n')),
  ];
  await new Promise<void>((done) => {
    const live = watchLive({
      url: "http://portal.test/v1/me/events",
      session,
      random: () => 1,
      fetch: async (_input, init) => {
        asked.push(new Headers(init?.headers).get("last-event-id"));
        return answers[asked.length - 1]!();
      },
      pause: async (ms) => {
        pauses.push(ms);
        if (pauses.length === answers.length) {
          live.close();
          done();
        }
      },
      onEvent: (event) => events.push(event),
      onState: (state) => states.push(state),
    });
  });
  assert.deepEqual(asked, [null, "e-7", "e-7", "e-7"]);
  assert.deepEqual(
    events.map(({ data }) => data),
    [{ percent: 50 }, { percent: 80 }],
  );
  assert.deepEqual(states, ["connecting", "live", "connecting", "polling", "polling", "live", "connecting"]);
  assert.deepEqual(pauses, [1_000, 2_000, 4_000, 1_000]);
});
