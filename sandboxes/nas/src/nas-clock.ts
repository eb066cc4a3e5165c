/** The NAS's idea of time: durations run `factor` times as fast as ours, while its date is ours unless somebody shifts it. */
export type NasClock = {
  /** Since it was switched on. */
  elapsedSeconds(): number;
  /** For Event-Timestamp: seconds of 1970, as a clock that is wrong by `shiftSeconds` says. */
  timestamp(): number;
  shift(seconds: number): void;
  after(seconds: number, run: () => void): () => void;
  close(): void;
};

/** Longer than a timer of Node's can wait, and than any test does. */
const longestTimerMs = 2 ** 31 - 1;

export function nasClock(factor = 1): NasClock {
  if (!(factor > 0)) throw new RangeError(`a clock cannot run ${factor} times as fast`);
  const started = performance.now();
  const timers = new Set<NodeJS.Timeout>();
  let shiftSeconds = 0;
  let closed = false;
  return {
    elapsedSeconds: () => ((performance.now() - started) * factor) / 1000,
    timestamp: () => Math.max(0, Math.floor(Date.now() / 1000) + shiftSeconds),
    shift(seconds) {
      shiftSeconds = seconds;
    },
    after(seconds, run) {
      if (closed) return () => {};
      const until = performance.now() + (seconds * 1000) / factor;
      let timer: NodeJS.Timeout | undefined;
      const stop = () => {
        if (timer === undefined) return;
        clearTimeout(timer);
        timers.delete(timer);
        timer = undefined;
      };
      const wait = () => {
        const remaining = until - performance.now();
        timer = setTimeout(
          () => {
            stop();
            // Node's timers may come a millisecond early, which is seconds of a quick clock.
            if (performance.now() < until) wait();
            else run();
          },
          Math.min(Math.max(0, remaining), longestTimerMs),
        );
        timer.unref();
        timers.add(timer);
      };
      wait();
      return stop;
    },
    close() {
      closed = true;
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
    },
  };
}
