import { randomFillSync } from "node:crypto";

export type SpanKind = "client" | "server";
export type Span = { traceparent: string; traceId: string; end(code: string): void };
export type Tracing = {
  start(name: string, kind: SpanKind, parent: string | undefined): Span;
  close(): Promise<void>;
};

const pattern = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})$/;

/** The parts of a W3C traceparent; undefined for anything malformed, which is then ignored as the recommendation asks. */
export function readTraceparent(text: string | null | undefined) {
  const [, traceId, spanId, flags] = pattern.exec(text ?? "") ?? [];
  return traceId && spanId && flags ? { traceId, spanId, sampled: (Number.parseInt(flags, 16) & 1) === 1 } : undefined;
}

const pool = Buffer.alloc(4_096);
let taken = pool.length;

/** To ask for a few octets costs nearly as much as to ask for thousands, and every call wants some. */
function randomHex(octets: number): string {
  if (taken + octets > pool.length) {
    randomFillSync(pool);
    taken = 0;
  }
  taken += octets;
  return pool.toString("hex", taken - octets, taken);
}

/** Ids without recording: log lines and events of one request still name the same trace. */
export const idsOnly: Tracing = {
  start(_name, _kind, parent) {
    const before = readTraceparent(parent);
    const traceId = before?.traceId ?? randomHex(16);
    const spanId = randomHex(8);
    return { traceId, traceparent: `00-${traceId}-${spanId}-${before?.sampled ? "01" : "00"}`, end() {} };
  },
  async close() {},
};

/** Spans sent to an OTLP endpoint. OpenTelemetry is loaded only here: it costs 60 MB and a second of start. */
export async function tracesTo(endpoint: string, service: string): Promise<Tracing> {
  const [api, sdk, exporter, resources] = await Promise.all([
    import("@opentelemetry/api"),
    import("@opentelemetry/sdk-trace-node"),
    import("@opentelemetry/exporter-trace-otlp-http"),
    import("@opentelemetry/resources"),
  ]);
  const url = `${endpoint.replace(/\/$/, "")}/v1/traces`;
  const provider = new sdk.NodeTracerProvider({
    resource: resources.resourceFromAttributes({ "service.name": service }),
    spanProcessors: [new sdk.BatchSpanProcessor(new exporter.OTLPTraceExporter({ url }))],
  });
  const tracer = provider.getTracer("beacom");
  const kinds = { client: api.SpanKind.CLIENT, server: api.SpanKind.SERVER };
  return {
    start(name, kind, parent) {
      const before = readTraceparent(parent);
      const context = before
        ? api.trace.setSpanContext(api.ROOT_CONTEXT, {
            traceId: before.traceId,
            spanId: before.spanId,
            traceFlags: before.sampled ? api.TraceFlags.SAMPLED : api.TraceFlags.NONE,
            isRemote: true,
          })
        : api.ROOT_CONTEXT;
      const span = tracer.startSpan(name, { kind: kinds[kind], attributes: { "rpc.method": name } }, context);
      const { traceId, spanId, traceFlags } = span.spanContext();
      return {
        traceId,
        traceparent: `00-${traceId}-${spanId}-${traceFlags & 1 ? "01" : "00"}`,
        end(code) {
          span.setAttribute("rpc.connect_rpc.error_code", code);
          if (code !== "ok") span.setStatus({ code: api.SpanStatusCode.ERROR, message: code });
          span.end();
        },
      };
    },
    close: () => provider.shutdown(),
  };
}
