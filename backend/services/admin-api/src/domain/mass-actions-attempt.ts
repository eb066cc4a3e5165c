/** What came of trying to do it to one customer. */
export type Attempt =
  | { readonly outcome: "done" }
  /** The answer of a service that knows why not: trying again would not change it. */
  | { readonly outcome: "refused"; readonly why: string }
  /** No answer, or one that may be another next time. */
  | { readonly outcome: "failed"; readonly why: string };
export type AfterAttempt = Attempt | { readonly outcome: "again"; readonly notBefore: Date };

const mostAttempts = 6;

/** Tried again after 5, 10, 20, 40 and 80 seconds, and then left to a person. */
export function afterAttempt(attempt: Attempt, attempts: number, at: Date): AfterAttempt {
  if (attempt.outcome !== "failed" || attempts >= mostAttempts) return attempt;
  return { outcome: "again", notBefore: new Date(at.getTime() + 5_000 * 2 ** (attempts - 1)) };
}

/** The same for the same action and customer, however often it is tried and by whom: the services do what has one key once. */
export const keyOfAttempt = (actionId: string, customerId: string): string => `${actionId}:${customerId}`;
