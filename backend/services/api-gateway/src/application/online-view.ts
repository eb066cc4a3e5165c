export type Online = { sessionId: string; since: string } | null;

export type OnlineView = {
  /** The open session; `online` is left out while radius-server does not say: unknown is not offline. */
  of(customerId: string): Promise<{ online?: Online }>;
  /** A session reported: what is known of that customer may not be so any more. */
  reported(report: { customerId: string; sessionId: string; ended: boolean }): void;
};

/** However well this process follows, nothing is believed for longer. */
const knownForMs = 30_000;
const mostKnown = 50_000;

/**
 * Who is online, kept beside the events that change it: radius-server is a process of its own, which is there to answer routers, and every
 * opening of the portal asks. While its events do not come, it is asked each time.
 */
export function onlineView(options: {
  read: (customerId: string) => Promise<Online>;
  following: () => boolean;
  clock: () => number;
}): OnlineView {
  const { read, following, clock } = options;
  const known = new Map<string, { online: Online; untilMs: number }>();
  const reading = new Map<string, { answer: Promise<{ online?: Online }>; overtaken: boolean }>();

  function readOnce(customerId: string): Promise<{ online?: Online }> {
    const under = reading.get(customerId);
    if (under && !under.overtaken) return under.answer;
    const mine = { answer: Promise.resolve({}), overtaken: false };
    mine.answer = read(customerId).then(
      (online) => {
        if (!mine.overtaken && following()) {
          if (known.size >= mostKnown) known.clear();
          known.set(customerId, { online, untilMs: clock() + knownForMs });
        }
        return { online };
      },
      () => ({}),
    );
    reading.set(customerId, mine);
    void mine.answer.finally(() => reading.get(customerId) === mine && reading.delete(customerId));
    return mine.answer;
  }

  return {
    of(customerId) {
      const before = known.get(customerId);
      if (before && before.untilMs > clock() && following()) return Promise.resolve({ online: before.online });
      return readOnce(customerId);
    },
    reported({ customerId, sessionId, ended }) {
      const under = reading.get(customerId);
      if (under) under.overtaken = true;
      if (ended || known.get(customerId)?.online?.sessionId !== sessionId) known.delete(customerId);
    },
  };
}
