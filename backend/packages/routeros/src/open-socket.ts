import { connect as connectTcp, isIP, type Socket } from "node:net";
import { checkServerIdentity, connect as connectTls, type TLSSocket } from "node:tls";
import { ok, type Result, refuse } from "@beacom/result";
import type { TimedOut } from "#conversation";

/** Who the router must prove to be; with none of these, a certificate of a public authority for its address. */
export type RouterTls = {
  /** PEM of the authorities to trust instead of the public ones. */
  readonly ca?: string;
  /** The name in the certificate, where it is not the address. */
  readonly serverName?: string;
  /** SHA-256 of the certificate, hexadecimal with or without colons: routers sign their own. Without `ca` it alone decides. */
  readonly fingerprintSha256?: string;
};

export type OpenRefusal =
  | { readonly kind: "unreachable"; readonly code: string }
  | { readonly kind: "certificate-not-trusted"; readonly reason: string }
  | { readonly kind: "fingerprint-differs"; readonly found: string }
  | TimedOut;

export type Place = { readonly address: string; readonly port: number; readonly tls: RouterTls | undefined };

/** A connected socket, its peer's certificate checked; nothing was said on it yet. */
export async function openSocket(place: Place, timeoutMs: number): Promise<Result<Socket, OpenRefusal>> {
  const { tls } = place;
  const socket = tls === undefined ? connectTcp({ host: place.address, port: place.port }) : secured(place, tls);
  socket.setNoDelay(true).setKeepAlive(true, 30_000);
  // Whoever takes the socket over listens for itself; until then an error must not become an exception.
  socket.on("error", () => undefined);
  const failed = await opened(socket, tls === undefined ? "connect" : "secureConnect", timeoutMs);
  const refusal = failed ?? (tls && fingerprintRefusal(socket as TLSSocket, tls));
  if (refusal === undefined) return ok(socket);
  socket.destroy();
  return refuse(refusal);
}

function opened(socket: Socket, event: string, timeoutMs: number): Promise<OpenRefusal | undefined> {
  return new Promise((resolve) => {
    const settle = (refusal?: OpenRefusal): void => {
      clearTimeout(timer);
      socket.off("error", onError).off("close", onClose);
      resolve(refusal);
    };
    const onError = (error: NodeJS.ErrnoException) => settle(refusalOf(error));
    const onClose = () => settle({ kind: "unreachable", code: "closed" });
    const timer = setTimeout(() => settle({ kind: "timed-out", afterMs: timeoutMs }), timeoutMs);
    socket.on("error", onError).on("close", onClose);
    socket.once(event, () => settle());
  });
}

function secured({ address, port }: Place, { ca, serverName, fingerprintSha256 }: RouterTls): TLSSocket {
  const name = serverName ?? address;
  return connectTls({
    host: address,
    port,
    ...(ca === undefined ? {} : { ca }),
    // RFC 6066 section 3: an address is no server name.
    ...(isIP(name) === 0 ? { servername: name } : {}),
    rejectUnauthorized: ca !== undefined || fingerprintSha256 === undefined,
    checkServerIdentity: (_host, certificate) => checkServerIdentity(name, certificate),
  });
}

function fingerprintRefusal(socket: TLSSocket, { fingerprintSha256 }: RouterTls): OpenRefusal | undefined {
  if (fingerprintSha256 === undefined) return undefined;
  const plain = (fingerprint: string) => fingerprint.replaceAll(":", "").toLowerCase();
  const found = plain(socket.getPeerX509Certificate()?.fingerprint256 ?? "");
  return found === plain(fingerprintSha256) ? undefined : { kind: "fingerprint-differs", found };
}

function refusalOf(error: NodeJS.ErrnoException): OpenRefusal {
  const code = error.code ?? "unknown";
  // System calls fail with E and letters; what TLS finds wrong has longer names (and EPROTO).
  const network = /^E(AI_)?[A-Z0-9]+$/.test(code) && code !== "EPROTO";
  return network ? { kind: "unreachable", code } : { kind: "certificate-not-trusted", reason: code };
}
