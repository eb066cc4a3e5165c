import { AsyncLocalStorage } from "node:async_hooks";
import { Code, ConnectError, type Interceptor } from "@connectrpc/connect";
import { admit } from "#access";
import { type Caller, callerKey, clockKey } from "#caller";
import { deadlineFrom } from "#deadline";
import type { Logger } from "#log";
import type { Metrics } from "#metrics";
import { inScope, type RequestScope, type StaffAtWork, streamInThisContext } from "#request-scope";
import { codeName } from "#rpc-code";
import { stoppable } from "#stoppable-streams";
import type { Tokens } from "#tokens";
import type { Tracing } from "#tracing";

export type InboundOptions = {
  tokens: Tokens;
  tracing: Tracing;
  log: Logger;
  metrics: Metrics;
  clock: () => Date;
  /** Fires when the process stops: streams end at once, unary calls finish. */
  stopping: AbortSignal;
};

/**
 * Rebuilds trace, caller and deadline from the headers of a request, lets it in or not, and accounts for its end. A call in memory would otherwise
 * see whatever its caller holds in AsyncLocalStorage, and a service would behave differently beside the others than alone.
 */
export function inbound(options: InboundOptions): Interceptor {
  const { tokens, tracing, log, metrics, clock, stopping } = options;
  const outside = AsyncLocalStorage.snapshot();
  const handled = metrics.histogram("beacom_rpc_handled_seconds", "RPCs handled here", ["method", "code"]);

  return (next) => (req) => {
    const method = `${req.service.typeName}/${req.method.name}`;
    const span = tracing.start(method, "server", req.header.get("traceparent") ?? undefined);
    const deadlineMs = deadlineFrom(req.header, Date.now());
    const scope: RequestScope = {
      traceparent: span.traceparent,
      traceId: span.traceId,
      ...(deadlineMs !== undefined && { deadlineMs }),
    };
    const begun = performance.now();
    let caller = "unknown";

    /** Accounts for the end of the call; what the caller may see of an error is returned. */
    function ended(error?: unknown): ConnectError | undefined {
      const seen = error === undefined ? undefined : visible(error, req.signal);
      const code = codeName(seen);
      const seconds = (performance.now() - begun) / 1000;
      handled.observe({ method, code }, seconds);
      span.end(code);
      if (seen?.message.endsWith(faultMessage)) log.error({ err: error, method }, "an RPC failed");
      else if (seen?.rawMessage === "access-not-declared") log.error({ method }, "a method declares no access");
      log.debug({ method, caller, code, ms: Math.round(seconds * 100_000) / 100 }, "rpc");
      return seen;
    }

    const run = async () => {
      try {
        const admitted = await admit(req.method, req.header.get("authorization"), tokens);
        caller = admitted.kind;
        if (admitted.kind === "staff") scope.staff = staffAtWork(admitted, req.header);
        req.contextValues.set(callerKey, admitted).set(clockKey, clock);
        const res = await next(req);
        if (!res.stream) {
          ended();
          return res;
        }
        return { ...res, message: stoppable(streamInThisContext(res.message), stopping, ended) };
      } catch (error) {
        throw ended(error) ?? error;
      }
    };
    return outside(() => inScope(scope, run));
  };
}

function staffAtWork({ staffId, role }: Extract<Caller, { kind: "staff" }>, header: Headers): StaffAtWork {
  const read = (name: string, longest: number) => (header.get(name) ?? "").slice(0, longest);
  return { staffId, role, address: read("beacom-client-address", 64), userAgent: read("beacom-client-agent", 300) };
}

const faultMessage = "internal-error";

/** Refusals and peers' errors pass; a fault becomes opaque, so that no table name or path leaves the process. */
function visible(error: unknown, signal: AbortSignal): ConnectError {
  if (error instanceof ConnectError) return error;
  if (signal.aborted && error instanceof Error && error.name === "AbortError")
    return new ConnectError("canceled", Code.Canceled);
  return new ConnectError(faultMessage, Code.Internal, undefined, undefined, error);
}
