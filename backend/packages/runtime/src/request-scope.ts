import { AsyncLocalStorage } from "node:async_hooks";

/** What a request carries along inside of one process. Between processes (and between services) it travels in headers. */
export type RequestScope = { traceparent: string; traceId: string; deadlineMs?: number; staff?: StaffAtWork };

/** The member of staff whose request it is, and from where, as the gateway says, which alone sees the person's connection. */
export type StaffAtWork = { staffId: string; role: string; address: string; userAgent: string };

const scopes = new AsyncLocalStorage<RequestScope | undefined>();

export const currentScope = (): RequestScope | undefined => scopes.getStore();

/** The W3C traceparent of the request being handled, for events and messages that leave by other ways than RPC. */
export const currentTraceparent = (): string | undefined => scopes.getStore()?.traceparent;

/** Whose doing it is, for the audit log: undefined where no member of staff asked for it. */
export const currentStaff = (): StaffAtWork | undefined => scopes.getStore()?.staff;

export const inScope = <T>(scope: RequestScope, run: () => T): T => scopes.run(scope, run);

/** Runs work that outlives the request that happens to start it: without its trace and, above all, without its deadline. */
export const outsideOfRequest = <T>(run: () => T): T => scopes.run(undefined, run);

/**
 * Steps a stream in the context of this moment, the handler's: the body of a generator otherwise runs in the context of whoever asks for the next value,
 * and in memory that is the caller.
 */
export function streamInThisContext<T>(source: AsyncIterable<T>): AsyncIterable<T> {
  const here = AsyncLocalStorage.snapshot();
  return {
    [Symbol.asyncIterator]() {
      const iterator = here(() => source[Symbol.asyncIterator]());
      return {
        next: () => here(() => iterator.next()),
        return: (value?: unknown) =>
          here(() => iterator.return?.(value) ?? Promise.resolve({ done: true as const, value })),
      };
    },
  };
}
