import { create, type DescMessage, type DescMethod, type MessageShape } from "@bufbuild/protobuf";
import {
  Code,
  ConnectError,
  type ConnectRouter,
  createContextValues,
  createHandlerContext,
  createServiceImplSpec,
  type Interceptor,
  type MethodImplSpec,
  type Transport,
  type UnaryRequest,
  type UnaryResponse,
} from "@connectrpc/connect";
import { invokeUnaryImplementation } from "@connectrpc/connect/protocol";

type UnarySpec = MethodImplSpec & { readonly kind: "unary" };

/** What can be called in this process, by the full name of the method. */
export function unaryMethods(routes: (router: ConnectRouter) => void): ReadonlyMap<string, UnarySpec> {
  const methods = new Map<string, UnarySpec>();
  const collector: ConnectRouter = {
    handlers: [],
    service(service, implementation) {
      for (const spec of Object.values(createServiceImplSpec(service, implementation).methods))
        if (spec.kind === "unary") methods.set(nameOf(spec.method), spec);
      return collector;
    },
    rpc() {
      throw new Error("services offer whole services");
    },
  };
  routes(collector);
  return methods;
}

/**
 * Calls a method of this process as if it came over the wire: headers, deadline and errors are those that the other side of a wire would
 * see. Only the messages are handed over as they are: to write and read them again takes several times as long as all the rest, and
 * whoever makes one makes it anew.
 */
export function localUnary(options: {
  readonly methods: ReadonlyMap<string, UnarySpec>;
  readonly inbound: Interceptor;
  readonly outbound: Interceptor;
}): Transport["unary"] {
  const { methods, inbound, outbound } = options;
  return async <I extends DescMessage, O extends DescMessage>(
    ...[method, signal, timeoutMs, header, input, contextValues]: Parameters<Transport["unary"]>
  ): Promise<UnaryResponse<I, O>> => {
    const spec = methods.get(nameOf(method));
    if (!spec) throw new ConnectError(`${nameOf(method)} is not offered here`, Code.Unimplemented);
    const ending = endingOf(signal, timeoutMs);
    const requestHeader = new Headers(header);
    if (timeoutMs !== undefined) requestHeader.set("connect-timeout-ms", String(Math.ceil(timeoutMs)));
    const request: UnaryRequest = {
      stream: false,
      service: method.parent,
      method,
      requestMethod: "POST",
      url: `https://in-memory/${nameOf(method)}`,
      signal: ending.signal,
      header: requestHeader,
      contextValues: contextValues ?? createContextValues(),
      message: create(method.input, input),
    };
    const call = outbound(async (req) => {
      const handling = createHandlerContext({
        service: method.parent,
        method,
        protocolName: "connect",
        requestMethod: req.requestMethod,
        url: req.url,
        requestSignal: req.signal,
        requestHeader: req.header,
        // The caller's own stay with the caller.
        contextValues: createContextValues(),
      });
      const context = { ...handling, timeoutMs: ending.leftMs };
      const message = req.message as MessageShape<DescMessage>;
      try {
        const answer = await invokeUnaryImplementation(spec, context, message, [inbound]);
        return {
          stream: false,
          service: method.parent,
          method,
          header: context.responseHeader,
          trailer: context.responseTrailer,
          message: answer,
        };
      } catch (error) {
        throw asSeenFromOutside(error);
      } finally {
        context.abort(over);
      }
    });
    try {
      return (await Promise.race([call(request), ending.ended])) as UnaryResponse<I, O>;
    } finally {
      ending.done();
    }
  };
}

const nameOf = (method: DescMethod): string => `${method.parent.typeName}/${method.name}`;

/** Made once: an error with a stack for each call that ends well would cost more than the call. */
const over = new ConnectError("the call is over", Code.Canceled);

/** Without its cause, which stays in the process of whoever failed. */
function asSeenFromOutside(error: unknown): ConnectError {
  const { rawMessage, code, metadata, details } = ConnectError.from(error);
  const seen = new ConnectError(rawMessage, code, metadata);
  seen.details = details;
  return seen;
}

/** Ends a call for the one who waits: when that one leaves, or has waited long enough. What was begun finishes unheard. */
function endingOf(outer: AbortSignal | undefined, timeoutMs: number | undefined) {
  const controller = new AbortController();
  const { promise: ended, reject } = Promise.withResolvers<never>();
  ended.catch(() => undefined);
  const end = (error: ConnectError) => {
    reject(error);
    controller.abort(error);
  };
  const leave = () => end(ConnectError.from(outer?.reason, Code.Canceled));
  if (outer?.aborted) leave();
  outer?.addEventListener("abort", leave, { once: true });
  const timer =
    timeoutMs === undefined
      ? undefined
      : setTimeout(() => end(new ConnectError("the operation timed out", Code.DeadlineExceeded)), timeoutMs);
  const untilMs = timeoutMs === undefined ? undefined : Date.now() + timeoutMs;
  return {
    signal: controller.signal,
    ended,
    leftMs: () => (untilMs === undefined ? undefined : untilMs - Date.now()),
    done() {
      clearTimeout(timer);
      outer?.removeEventListener("abort", leave);
    },
  };
}
