import type { DescService } from "@bufbuild/protobuf";
import { Code, ConnectError, type ConnectRouter, type HandlerContext } from "@connectrpc/connect";

/**
 * Ends a stream when the process stops, whether or not its handler notices. `ended` is told once: nothing for a complete stream or one whose reader
 * left, else the error, and says what the reader may see of it.
 */
export function stoppable<T>(
  source: AsyncIterable<T>,
  stopping: AbortSignal,
  ended: (error?: unknown) => unknown,
): AsyncIterable<T> {
  return {
    [Symbol.asyncIterator]() {
      const iterator = source[Symbol.asyncIterator]();
      let over = false;
      const end = (error?: unknown) => {
        if (over) return error;
        over = true;
        return ended(error);
      };
      return {
        async next() {
          try {
            const step = await orStopped(iterator.next(), stopping);
            if (step.done) end();
            return step;
          } catch (error) {
            if (stopping.aborted) void iterator.return?.().catch(() => {});
            throw end(error) ?? error;
          }
        },
        async return(value?: unknown) {
          end();
          return (await iterator.return?.(value)) ?? { done: true as const, value };
        },
      };
    },
  };
}

/** A router whose streaming handlers see the stop in their context's signal. Unary handlers do not: they are given time to finish. */
export function withStoppableStreams(router: ConnectRouter, stopping: AbortSignal): ConnectRouter {
  const wrapped: ConnectRouter = {
    ...router,
    service(service, implementation, options) {
      router.service(service, stopped(service, implementation, stopping), options);
      return wrapped;
    },
  };
  return wrapped;
}

type Handler = (input: unknown, context: HandlerContext) => unknown;

function stopped(service: DescService, implementation: object, stopping: AbortSignal): object {
  const methods = implementation as Readonly<Record<string, Handler | undefined>>;
  const entries = service.methods.flatMap((method) => {
    const handler = methods[method.localName]?.bind(implementation);
    if (!handler) return [];
    if (method.methodKind === "unary") return [[method.localName, handler] as const];
    const stream: Handler = (input, context) =>
      handler(input, { ...context, signal: AbortSignal.any([context.signal, stopping]) });
    return [[method.localName, stream] as const];
  });
  return Object.fromEntries(entries);
}

function orStopped<T>(promise: Promise<T>, stopping: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(new ConnectError("stopping", Code.Unavailable));
    if (stopping.aborted) stop();
    stopping.addEventListener("abort", stop, { once: true });
    promise.then(resolve, reject).finally(() => stopping.removeEventListener("abort", stop));
  });
}
