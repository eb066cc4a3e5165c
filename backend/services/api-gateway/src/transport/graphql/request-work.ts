import { setMaxListeners } from "node:events";
import type { CallOptions } from "@connectrpc/connect";
import type { FastifyReply } from "fastify";
import type { GraphqlContext } from "#transport/graphql/graphql-context";
import { Refused } from "#transport/problems";

export type RequestWork = Pick<GraphqlContext, "once" | "reading" | "changing"> & { timedOut(): boolean };

/**
 * What is done for one request: every question is asked once, and nothing is asked any more when its time is over. A client that leaves ends what
 * reads. What changes something is finished, because a call that is broken off says nothing of whether it acted; but nothing further is begun.
 */
export function requestWork(reply: Pick<FastifyReply, "raw">, timeoutMs: number): RequestWork {
  const gone = new AbortController();
  const time = AbortSignal.timeout(timeoutMs);
  const either = AbortSignal.any([time, gone.signal]);
  // Every call of the request listens.
  setMaxListeners(0, time, either);
  reply.raw.on("close", () => {
    if (!reply.raw.writableFinished) gone.abort();
  });
  const asked = new Map<string, Promise<unknown>>();

  return {
    once<T>(question: string, ask: () => Promise<T>): Promise<T> {
      const answer = (asked.get(question) as Promise<T> | undefined) ?? ask();
      asked.set(question, answer);
      return answer;
    },
    reading: (): CallOptions => ({ signal: either }),
    changing(): CallOptions {
      if (gone.signal.aborted) throw new Refused(499, "client-left", "Nothing further was begun.");
      return { signal: time, timeoutMs };
    },
    timedOut: () => time.aborted,
  };
}
