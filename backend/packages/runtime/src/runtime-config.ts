import { readFileSync } from "node:fs";
import { z } from "zod";
import type { Env } from "#service-module";

/** PEM texts: the installation's own authority, and the certificate and key this process shows to its peers. */
export type TlsFiles = { ca: string; cert: string; key: string };

export type RuntimeConfig = {
  bind: string;
  rpcPort?: number;
  ops?: { bind: string; port: number };
  tls?: TlsFiles;
  internalKey?: Uint8Array;
  logLevel: string;
  tracesTo?: string;
};

const port = z.coerce.number().int().min(0).max(65_535);
const schema = z.object({
  BEACOM_BIND: z.string().default("127.0.0.1"),
  BEACOM_RPC_PORT: port.optional(),
  BEACOM_OPS_PORT: port.optional(),
  BEACOM_OPS_BIND: z.string().default("127.0.0.1"),
  BEACOM_TLS_CA: z.string().optional(),
  BEACOM_TLS_CERT: z.string().optional(),
  BEACOM_TLS_KEY: z.string().optional(),
  BEACOM_INTERNAL_KEY: z
    .base64()
    .refine((text) => Buffer.from(text, "base64").length === 32, "must be 32 octets in base64")
    .optional(),
  BEACOM_LOG_LEVEL: z.enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"]).default("info"),
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url().optional(),
});

export function readRuntimeConfig(env: Env): RuntimeConfig {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ""));
  const read = schema.safeParse(given);
  if (!read.success) throw new Error(`the environment is not usable: ${z.prettifyError(read.error)}`);
  const e = read.data;
  const tls = tlsOf(e.BEACOM_TLS_CA, e.BEACOM_TLS_CERT, e.BEACOM_TLS_KEY);
  return {
    bind: e.BEACOM_BIND,
    logLevel: e.BEACOM_LOG_LEVEL,
    ...(e.BEACOM_RPC_PORT !== undefined && { rpcPort: e.BEACOM_RPC_PORT }),
    ...(e.BEACOM_OPS_PORT !== undefined && { ops: { bind: e.BEACOM_OPS_BIND, port: e.BEACOM_OPS_PORT } }),
    ...(tls && { tls }),
    ...(e.BEACOM_INTERNAL_KEY && { internalKey: Buffer.from(e.BEACOM_INTERNAL_KEY, "base64") }),
    ...(e.OTEL_EXPORTER_OTLP_ENDPOINT && { tracesTo: e.OTEL_EXPORTER_OTLP_ENDPOINT }),
  };
}

function tlsOf(ca?: string, cert?: string, key?: string): TlsFiles | undefined {
  if (!ca && !cert && !key) return undefined;
  if (!ca || !cert || !key) throw new Error("BEACOM_TLS_CA, BEACOM_TLS_CERT and BEACOM_TLS_KEY belong together");
  return { ca: readFileSync(ca, "utf8"), cert: readFileSync(cert, "utf8"), key: readFileSync(key, "utf8") };
}
