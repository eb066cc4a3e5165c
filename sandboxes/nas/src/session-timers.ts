import type { NasClock } from "#nas-clock";
import type { Orders } from "#orders";

export type SessionTimers = {
  /** A time that it is silent about goes on as it was. */
  obey(orders: Pick<Orders, "sessionTimeoutSeconds" | "idleTimeoutSeconds" | "interimSeconds">): void;
  used(): void;
  beginInterims(): void;
  interimSeconds(): number | undefined;
  close(): void;
};

type Actions = { stop: (cause: string) => void; interim: () => Promise<unknown> };

/** RFC 2865 sections 5.27 and 5.28, RFC 2869 section 5.16: the session's end by time or idleness, and its reports in between. */
export function sessionTimers(clock: NasClock, { stop, interim }: Actions): SessionTimers {
  const openedAt = clock.elapsedSeconds();
  let usedAt = openedAt;
  let interimSeconds: number | undefined;
  let reporting = false;
  let closed = false;
  const cancels = { session: () => {}, idle: () => {}, interim: () => {} };

  const set = (timer: keyof typeof cancels, seconds: number, run: () => void): void => {
    cancels[timer]();
    if (!closed) cancels[timer] = clock.after(seconds, run);
  };
  const watchIdleness = (seconds: number): void => {
    const idleFor = clock.elapsedSeconds() - usedAt;
    set("idle", seconds - idleFor, () => {
      if (clock.elapsedSeconds() - usedAt >= seconds) stop("Idle-Timeout");
      else watchIdleness(seconds);
    });
  };
  const armInterim = (): void => {
    if (!reporting || interimSeconds === undefined || interimSeconds === 0) return;
    // The next one is armed when this one is through: a server that does not answer must not pile them up.
    set("interim", interimSeconds, () => void interim().finally(armInterim));
  };

  return {
    obey(orders) {
      const { sessionTimeoutSeconds, idleTimeoutSeconds } = orders;
      if (sessionTimeoutSeconds !== undefined) {
        const openFor = clock.elapsedSeconds() - openedAt;
        set("session", sessionTimeoutSeconds - openFor, () => stop("Session-Timeout"));
      }
      if (idleTimeoutSeconds !== undefined && idleTimeoutSeconds > 0) watchIdleness(idleTimeoutSeconds);
      if (orders.interimSeconds === undefined) return;
      interimSeconds = orders.interimSeconds;
      armInterim();
    },
    used() {
      usedAt = clock.elapsedSeconds();
    },
    beginInterims() {
      reporting = true;
      armInterim();
    },
    interimSeconds: () => interimSeconds,
    close() {
      closed = true;
      for (const cancel of Object.values(cancels)) cancel();
    },
  };
}
