import type { Interceptor } from "@connectrpc/connect";
import { currentTraceparent } from "#request-scope";
import { codeName } from "#rpc-code";
import type { Tokens } from "#tokens";
import type { Tracing } from "#tracing";

/** Puts the trace and, when the handler speaks for nobody else, the service's own token into the headers of a call. */
export function outbound(options: { name: string; tokens: Tokens; tracing: Tracing }): Interceptor {
  const { name, tokens, tracing } = options;
  return (next) => async (req) => {
    const span = tracing.start(`${req.service.typeName}/${req.method.name}`, "client", currentTraceparent());
    req.header.set("traceparent", span.traceparent);
    if (!req.header.has("authorization")) req.header.set("authorization", `Bearer ${await tokens.forService(name)}`);
    try {
      const res = await next(req);
      span.end("ok");
      return res;
    } catch (error) {
      span.end(codeName(error));
      throw error;
    }
  };
}
