import type { DescService } from "@bufbuild/protobuf";
import { type Client, Code, ConnectError, createClient, type Transport } from "@connectrpc/connect";
import { currentScope } from "#request-scope";

export type Peers = { client<S extends DescService>(service: S): Client<S> };

const defaultTimeoutMs = 5_000;

/**
 * Clients may be made before their transport exists; each call looks it up, and waits while the services here are still starting.
 * A unary call made while handling a request has no more time than that request has left.
 */
export function connectPeers(transportFor: (service: DescService) => Promise<Transport> | Transport): Peers {
  const transport: Transport = {
    async unary(method, signal, timeoutMs, header, input, contextValues) {
      const limitMs = timeLeft(timeoutMs ?? defaultTimeoutMs);
      const found = await within(limitMs, signal, transportFor(method.parent), method.parent.typeName);
      return found.unary(method, signal, limitMs, header, input, contextValues);
    },
    async stream(method, signal, timeoutMs, header, input, contextValues) {
      const limitMs = timeoutMs === 0 ? undefined : timeoutMs;
      const found = await within(limitMs, signal, transportFor(method.parent), method.parent.typeName);
      return found.stream(method, signal, limitMs, header, input, contextValues);
    },
  };
  return { client: (service) => createClient(service, transport) };
}

/** As in Connect, a timeout of 0 is none; the request at hand still has its own. */
function timeLeft(timeoutMs: number): number | undefined {
  const wantedMs = timeoutMs <= 0 ? undefined : timeoutMs;
  const deadlineMs = currentScope()?.deadlineMs;
  if (deadlineMs === undefined) return wantedMs;
  const leftMs = Math.floor(deadlineMs - Date.now());
  if (leftMs <= 0) throw new ConnectError("no time is left for this call", Code.DeadlineExceeded);
  return wantedMs === undefined ? leftMs : Math.min(wantedMs, leftMs);
}

async function within(
  limitMs: number | undefined,
  signal: AbortSignal | undefined,
  found: Promise<Transport> | Transport,
  name: string,
): Promise<Transport> {
  if (!(found instanceof Promise)) return found;
  const signals = [signal ?? [], limitMs === undefined ? [] : AbortSignal.timeout(limitMs)].flat();
  const ended = AbortSignal.any(signals);
  return new Promise((resolve, reject) => {
    const giveUp = () =>
      reject(new ConnectError(`${name} was called before every service had started`, Code.Unavailable));
    if (ended.aborted) giveUp();
    ended.addEventListener("abort", giveUp, { once: true });
    found.then(resolve, reject).finally(() => ended.removeEventListener("abort", giveUp));
  });
}
