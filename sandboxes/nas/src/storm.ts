import type { Result } from "@beacom/result";
import type { LinePair } from "#line";
import type { Login, LoginRefusal } from "#login";
import type { HeldSession } from "#session";

export type StormOptions = {
  sessions: number;
  /** How many begin in a second; unlimited begins one as soon as an identifier is free. */
  logins: number | "unlimited";
  /** Who logs in as number 0, 1, 2 …; `storm-N` with the password `storm` unless given. */
  login?: (index: number) => Login;
  /** Pairs of source ports: each has 256 questions at most under way in each direction. 8 unless given. */
  sourcePorts?: number;
  /** Keeps the sessions, to be reported on and disconnected; otherwise they are only counted. */
  hold?: boolean;
};

export type StormReport = {
  accepted: number;
  rejected: number;
  /** Logins that got no answer, or one that did not prove the server. */
  noAnswer: number;
  startsAcknowledged: number;
  startsUnanswered: number;
  /** Datagrams beyond the first of each question. */
  retransmissions: number;
  seconds: number;
  /** From the first datagram of a login to its answer. */
  loginMilliseconds: { median: number; p99: number; longest: number };
};

export type StormMeans = {
  pairs: readonly LinePair[];
  logIn(pair: LinePair, login: Login): Promise<Result<HeldSession, LoginRefusal>>;
  keep(session: HeldSession): void;
};

/** Everybody at once, as after a power cut: logs all in and starts their accounting. One counter a fact, one number a login. */
export async function storm(means: StormMeans, options: StormOptions): Promise<StormReport> {
  const { sessions, logins, hold = false, login = usualLogin } = options;
  const report = {
    accepted: 0,
    rejected: 0,
    noAnswer: 0,
    startsAcknowledged: 0,
    startsUnanswered: 0,
    retransmissions: 0,
  };
  const times = new Float64Array(sessions);
  const started = performance.now();
  let next = 0;

  const again = (attempts: number): void => {
    report.retransmissions += Math.max(0, attempts - 1);
  };
  const one = async (pair: LinePair, index: number): Promise<void> => {
    const began = performance.now();
    const counted = countingAttempts(pair, again);
    const answer = await means.logIn(counted, login(index));
    times[index] = performance.now() - began;
    if (!answer.ok) {
      if (answer.error.kind === "rejected") report.rejected += 1;
      else report.noAnswer += 1;
      return;
    }
    report.accepted += 1;
    const session = answer.value;
    if (hold) means.keep(session);
    const acknowledged = await session.start();
    if (acknowledged.ok) report.startsAcknowledged += 1;
    else report.startsUnanswered += 1;
    if (!hold) session.lose();
  };
  const work = async (pair: LinePair): Promise<void> => {
    while (next < sessions) {
      const index = next++;
      if (logins !== "unlimited") await until(started + (index * 1000) / logins);
      await one(pair, index);
    }
  };

  const atOnce = Math.min(sessions, 256 * means.pairs.length);
  await Promise.all(Array.from({ length: atOnce }, (_, i) => work(means.pairs[i % means.pairs.length]!)));
  times.sort();
  const at = (share: number): number => times[Math.min(sessions - 1, Math.floor(sessions * share))] ?? 0;
  return {
    ...report,
    seconds: (performance.now() - started) / 1000,
    loginMilliseconds: { median: at(0.5), p99: at(0.99), longest: at(1) },
  };
}

const usualLogin = (index: number): Login => ({ username: `storm-${index}`, password: "storm" });

function countingAttempts({ authentication, accounting }: LinePair, attempts: (n: number) => void): LinePair {
  const counted = (client: LinePair["authentication"]): LinePair["authentication"] => ({
    close: () => client.close(),
    async ask(request) {
      const answer = await client.ask(request);
      attempts(answer.ok ? answer.value.attempts : answer.error.attempts);
      return answer;
    },
  });
  return { authentication: counted(authentication), accounting: counted(accounting) };
}

async function until(time: number): Promise<void> {
  const wait = time - performance.now();
  if (wait > 0) await new Promise<void>((resolve) => setTimeout(resolve, wait));
}
