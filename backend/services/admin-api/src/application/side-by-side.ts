/** Why a part of an answer is missing. */
export type WhyMissing = "not-allowed" | "unavailable" | "too-slow" | "failed";
export type Missing = { readonly service: string; readonly what: string; readonly why: WhyMissing };

/** Something that a service is asked. */
export type Asked<T> = {
  readonly service: string;
  readonly what: string;
  readonly ask: (signal: AbortSignal) => Promise<T>;
};
export type Answer<T> = { readonly value: T } | { readonly missing: Missing };

type Ports = {
  /** How long one service may take, in milliseconds. */
  readonly patienceMs: number;
  /** What an error of a service means. Faults of its own are told where they are seen. */
  readonly whyOf: (error: unknown, asked: { readonly service: string; readonly what: string }) => WhyMissing;
};

export type SideBySide = <T>(asked: readonly Asked<T>[]) => Promise<Answer<T>[]>;

/** Asks all at once, each with a deadline of its own: one that is down or slow is named in the answer, and holds nobody else up. */
export const sideBySideWith =
  ({ patienceMs, whyOf }: Ports): SideBySide =>
  (all) =>
    Promise.all(
      all.map(async ({ service, what, ask }) => {
        const impatience = new AbortController();
        const tooSlow = { missing: { service, what, why: "too-slow" as const } };
        let timer: NodeJS.Timeout | undefined;
        const deadline = new Promise<typeof tooSlow>((resolve) => {
          timer = setTimeout(() => {
            resolve(tooSlow);
            impatience.abort();
          }, patienceMs);
        });
        const answer = ask(impatience.signal).then(
          (value) => ({ value }),
          (error: unknown) => ({ missing: { service, what, why: whyOf(error, { service, what }) } }),
        );
        try {
          // A service that does not even notice the signal must not be waited for.
          return await Promise.race([answer, deadline]);
        } finally {
          clearTimeout(timer);
        }
      }),
    );

export const missingOf = (answers: readonly Answer<unknown>[]): Missing[] =>
  answers.flatMap((answer) => ("missing" in answer ? [answer.missing] : []));
