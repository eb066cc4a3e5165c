import type { RetransmissionPlan } from "#domain/retransmission";
import type { ServiceState } from "#domain/service-state";
import type { Session } from "#domain/session";

/** A CoA or Disconnect that is wanted and not yet done; `service` is what the customer may use now. */
export type Wanted = {
  readonly id: bigint;
  readonly kind: "coa" | "disconnect";
  readonly serviceVersion: bigint;
  readonly session: Session;
  readonly service: ServiceState | undefined;
};

export type NasAnswer =
  | { readonly outcome: "acknowledged"; readonly attempts: number; readonly errorCause: 0 }
  | { readonly outcome: "refused"; readonly attempts: number; readonly errorCause: number }
  | { readonly outcome: "no-answer"; readonly attempts: number; readonly errorCause: 0 };

export type DynamicAuthorizations = {
  /** Wanted ones that nobody works on, leased to the caller. */
  claim(most: number): Promise<readonly Wanted[]>;
  /**
   * Records what came of it and tells followers; `thenDisconnect` wants a Disconnect in its stead, in the same transaction. False when it
   * was superseded in the meantime.
   */
  finish(
    wanted: Wanted,
    answer: NasAnswer,
    times: { sentAt: Date; doneAt: Date },
    thenDisconnect: boolean,
  ): Promise<boolean>;
  finishEnded(wanted: Wanted, doneAt: Date): Promise<void>;
  /** A Disconnect by hand, leased to the caller; absent when the session is not open. */
  wantDisconnect(sessionId: string, at: Date): Promise<Wanted | undefined>;
  /** Asks for a change of these sessions if they enforce an older version than the newest. */
  wantChanges(sessionIds: readonly string[], at: Date): Promise<void>;
};

export type NasDialogue = {
  /** Sends and sends again as planned; rejects only when aborted. */
  ask(wanted: Wanted, options: { plan: RetransmissionPlan; signal: AbortSignal }): Promise<NasAnswer>;
};

export type SessionAuthorizer = {
  /** There may be something to claim. */
  wake(): void;
  disconnect(sessionId: string): Promise<NasAnswer | undefined>;
  underWay(): number;
  close(): Promise<void>;
};

/** RFC 5176 section 3.6: the NAS knows no such session. */
const sessionContextNotFound = 503;

/**
 * Brings live sessions to what their customers may use now. What is wanted is in the store before it is sent, so a restart resumes it. A CoA
 * that is refused or not answered becomes a Disconnect: the next login then gets the right profile.
 */
export function openSessionAuthorizer(deps: {
  wanted: DynamicAuthorizations;
  dialogue: NasDialogue;
  clock: () => Date;
  plan: RetransmissionPlan;
  byHandPlan: RetransmissionPlan;
  mostUnderWay: number;
  everyMs: number;
  finished: (wanted: Wanted, answer: NasAnswer) => void;
  /** The NAS says that it has no such session. */
  notFound: (session: Session) => void;
  failed: (error: unknown) => void;
}): SessionAuthorizer {
  const underWay = new Map<string, { id: bigint; abort: AbortController; ended: Promise<unknown> }>();
  let claiming: Promise<void> | undefined;
  let again = false;
  const closing = new AbortController();
  let failing = false;
  // A lease that ran out, and a notification that was lost, are found here.
  const timer = setInterval(wake, deps.everyMs);
  timer.unref();

  function wake(): void {
    again = true;
    claiming ??= claim().finally(() => {
      claiming = undefined;
    });
  }

  async function claim(): Promise<void> {
    while (again && !closing.signal.aborted && underWay.size < deps.mostUnderWay) {
      again = false;
      try {
        const claimed = await deps.wanted.claim(deps.mostUnderWay - underWay.size);
        failing = false;
        for (const wanted of claimed) void start(wanted, deps.plan).catch(fail);
      } catch (error) {
        fail(error);
      }
    }
  }

  function fail(error: unknown): void {
    if (!failing) deps.failed(error);
    failing = true;
  }

  function start(wanted: Wanted, plan: RetransmissionPlan): Promise<NasAnswer | undefined> {
    underWay.get(wanted.session.sessionId)?.abort.abort();
    const abort = new AbortController();
    const ended = perform(wanted, plan, abort.signal).finally(() => {
      if (underWay.get(wanted.session.sessionId)?.id === wanted.id) underWay.delete(wanted.session.sessionId);
      if (again) wake();
    });
    underWay.set(wanted.session.sessionId, { id: wanted.id, abort, ended });
    return ended;
  }

  async function perform(
    wanted: Wanted,
    plan: RetransmissionPlan,
    signal: AbortSignal,
  ): Promise<NasAnswer | undefined> {
    const { session } = wanted;
    if (session.end) {
      await deps.wanted.finishEnded(wanted, deps.clock());
      return undefined;
    }
    const sentAt = deps.clock();
    let answer: NasAnswer;
    try {
      answer = await deps.dialogue.ask(wanted, { plan, signal });
    } catch (error) {
      if (signal.aborted) return undefined;
      throw error;
    }
    const thenDisconnect = wanted.kind === "coa" && answer.outcome !== "acknowledged";
    const counted = await deps.wanted.finish(wanted, answer, { sentAt, doneAt: deps.clock() }, thenDisconnect);
    if (!counted) return answer;
    deps.finished(wanted, answer);
    if (wanted.kind === "disconnect" && answer.errorCause === sessionContextNotFound) deps.notFound(session);
    return answer;
  }

  return {
    wake,
    async disconnect(sessionId) {
      const wanted = await deps.wanted.wantDisconnect(sessionId, deps.clock());
      return wanted && start(wanted, deps.byHandPlan);
    },
    underWay: () => underWay.size,
    async close() {
      closing.abort();
      clearInterval(timer);
      for (const { abort } of underWay.values()) abort.abort();
      await Promise.allSettled([claiming, ...[...underWay.values()].map(({ ended }) => ended)]);
    },
  };
}
