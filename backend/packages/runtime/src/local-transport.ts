import { create, type DescMessage, type DescMethod, type DescService, type MessageShape } from "@bufbuild/protobuf";
import {
  Code,
  ConnectError,
  type ConnectRouter,
  type ContextValues,
  createContextValues,
  createServiceImplSpec,
  type HandlerContext,
  type Interceptor,
  type MethodImplSpec,
  type Transport,
  type UnaryRequest,
  type UnaryResponse,
} from "@connectrpc/connect";

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
    const ending = signal === undefined && timeoutMs === undefined ? unending() : endingOf(signal, timeoutMs);
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
      const answer = inbound(async (admitted) => {
        const context = new LocalContext(admitted as UnaryRequest, ending.leftMs);
        const answered = await spec.impl(admitted.message as MessageShape<DescMessage>, context);
        return new LocalAnswer(context, create(method.output, answered));
      });
      try {
        // The caller's own context values stay with the caller.
        return await answer({
          ...request,
          header: req.header,
          signal: ending.signal,
          contextValues: createContextValues(),
        });
      } catch (error) {
        throw asSeenFromOutside(error);
      }
    });
    try {
      return (await (ending.ended ? Promise.race([call(request), ending.ended]) : call(request))) as UnaryResponse<
        I,
        O
      >;
    } finally {
      ending.done();
    }
  };
}

const nameOf = (method: DescMethod): string => `${method.parent.typeName}/${method.name}`;

/** What a handler may ask of its call. Few ask for the headers of the answer, so those are made when they do. */
class LocalContext implements HandlerContext {
  readonly protocolName = "connect";
  readonly service: DescService;
  readonly method: DescMethod;
  readonly requestMethod: string;
  readonly url: string;
  readonly signal: AbortSignal;
  readonly requestHeader: Headers;
  readonly values: ContextValues;
  readonly timeoutMs: () => number | undefined;
  #header: Headers | undefined;
  #trailer: Headers | undefined;

  constructor(request: UnaryRequest, timeoutMs: () => number | undefined) {
    this.service = request.service;
    this.method = request.method;
    this.requestMethod = request.requestMethod;
    this.url = request.url;
    this.signal = request.signal;
    this.requestHeader = request.header;
    this.values = request.contextValues;
    this.timeoutMs = timeoutMs;
  }

  get responseHeader(): Headers {
    return (this.#header ??= new Headers());
  }

  get responseTrailer(): Headers {
    return (this.#trailer ??= new Headers());
  }
}

class LocalAnswer implements UnaryResponse {
  readonly stream = false;
  readonly service: DescService;
  readonly method: UnaryResponse["method"];
  readonly message: MessageShape<DescMessage>;
  readonly #context: LocalContext;

  constructor(context: LocalContext, message: MessageShape<DescMessage>) {
    this.#context = context;
    this.service = context.service;
    this.method = context.method as UnaryResponse["method"];
    this.message = message;
  }

  get header(): Headers {
    return this.#context.responseHeader;
  }

  get trailer(): Headers {
    return this.#context.responseTrailer;
  }
}

/** Without its cause, which stays in the process of whoever failed. */
function asSeenFromOutside(error: unknown): ConnectError {
  const { rawMessage, code, metadata, details } = ConnectError.from(error);
  const seen = new ConnectError(rawMessage, code, metadata);
  seen.details = details;
  return seen;
}

type Ending = { signal: AbortSignal; ended?: Promise<never>; leftMs: () => number | undefined; done(): void };

/** Nobody leaves and nobody is in a hurry. */
const unending = (): Ending => ({ signal: new AbortController().signal, leftMs: () => undefined, done() {} });

/** Ends a call for the one who waits: when that one leaves, or has waited long enough. What was begun finishes unheard. */
function endingOf(outer: AbortSignal | undefined, timeoutMs: number | undefined): Ending {
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
