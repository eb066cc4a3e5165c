import type { Account, Notice, Payment } from "#model";
import { Problem } from "#problem";
import { eventsIn } from "#event-stream";
import type { SessionKeeper } from "#session";

export type LiveEvent =
  | { event: "account"; data: Account }
  | { event: "payment"; data: Payment }
  | { event: "notice"; data: Notice };
/** `polling` means: ask now and then, the stream does not hold. */
export type LiveState = "connecting" | "live" | "polling";

const silenceMs = 40_000;
const longestWaitMs = 30_000;
const failuresUntilPolling = 2;

/**
 * Server-sent events over fetch, because EventSource cannot send a token. Comes back with `Last-Event-ID` after growing
 * pauses (with a random part, so that a restart isn't met by everybody at once) and, meanwhile, says `polling`.
 */
export function watchLive(options: {
  url: string;
  session: SessionKeeper;
  onEvent: (event: LiveEvent) => void;
  onState: (state: LiveState) => void;
  fetch?: typeof fetch;
  pause?: (ms: number, signal: AbortSignal) => Promise<void>;
  random?: () => number;
}): { close(): void; wake(): void; restart(): void } {
  const { session, onEvent, onState, pause = waitFor, random = Math.random } = options;
  const send: typeof fetch = options.fetch ?? ((input, init) => fetch(input, init));
  const closed = new AbortController();
  let lastEventId: string | undefined;
  let failures = 0;
  let resting = new AbortController();
  let listening = new AbortController();

  async function listen(): Promise<void> {
    const given = new AbortController();
    listening = given;
    let watchdog = setTimeout(() => given.abort(), silenceMs);
    try {
      const token = await session.accessToken();
      if (!token) throw new Problem(401, "signed-out", "");
      const response = await send(options.url, {
        headers: {
          authorization: `Bearer ${token}`,
          accept: "text/event-stream",
          ...(lastEventId ? { "last-event-id": lastEventId } : {}),
        },
        signal: AbortSignal.any([closed.signal, given.signal]),
        cache: "no-store",
      });
      if (response.status === 401) session.forget(token);
      if (!response.ok || !response.body) throw new Problem(response.status, "no-stream", "");
      onState("live");
      for await (const { id, event, data } of eventsIn(response.body)) {
        failures = 0;
        clearTimeout(watchdog);
        watchdog = setTimeout(() => given.abort(), silenceMs);
        if (id !== undefined) lastEventId = id;
        if (data !== "") onEvent({ event, data: JSON.parse(data) } as LiveEvent);
      }
    } finally {
      clearTimeout(watchdog);
    }
  }

  async function run(): Promise<void> {
    onState("connecting");
    while (!closed.signal.aborted) {
      const signedOut = await listen().then(
        () => false,
        (error: unknown) => error instanceof Problem && error.code === "signed-out",
      );
      if (signedOut || closed.signal.aborted) return;
      failures++;
      onState(failures >= failuresUntilPolling ? "polling" : "connecting");
      resting = new AbortController();
      const wait = Math.min(longestWaitMs, 1000 * 2 ** (failures - 1)) * (0.5 + random() / 2);
      await pause(wait, AbortSignal.any([closed.signal, resting.signal]));
    }
  }
  void run();
  const wake = () => resting.abort();
  return {
    close: () => closed.abort(),
    /** Comes back at once if it is pausing. */
    wake,
    /** The connection underneath may be dead without saying so: begin anew. */
    restart() {
      listening.abort();
      setTimeout(wake);
    },
  };
}

const waitFor = (ms: number, signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
