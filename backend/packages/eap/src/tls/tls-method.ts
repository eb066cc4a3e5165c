import { TLSSocket, type TLSSocketOptions } from "node:tls";
import { acknowledgement, decodeFragment, encodeFragment, fragmentsOf } from "#codec/fragment";
import { EapType } from "#codec/packet";
import { Reassembly } from "#codec/reassembly";
import type { Ignored, Method, MethodStep, Refused } from "#method/method";
import type { EapTls } from "#tls/context";
import { type Flight, TlsEngine } from "#tls/engine";
import { randomOfHello, sessionKeysOf } from "#tls/session-keys";
import { type Phase2, type Phase2Step, refused } from "#tunnel/phase2";

export type TlsMethodOptions = {
  type: number;
  tls: EapTls;
  requestCert: boolean;
  phase2(engine: TlsEngine): Phase2;
};

/**
 * What EAP-TLS, PEAP and EAP-TTLS have in common (RFC 5216 section 2): a start, whole TLS messages carried in fragments that are
 * acknowledged one by one, keys from the TLS session. TLS is set up when the peer's first message is here.
 */
export class TlsMethod implements Method {
  readonly type: number;
  readonly #options: TlsMethodOptions;
  readonly #incoming = new Reassembly();
  #outgoing: Uint8Array[] = [];
  #engine: TlsEngine | undefined;
  #phase2: Phase2 | undefined;
  #clientRandom: Uint8Array | undefined;
  #serverRandom: Uint8Array | undefined;
  /** The peer still has to acknowledge the alert; then it is refused. */
  #failed: Refused | undefined;

  constructor(options: TlsMethodOptions) {
    this.type = options.type;
    this.#options = options;
  }

  open(): Uint8Array {
    return encodeFragment({ start: true });
  }

  async hear(data: Uint8Array, identifier: number): Promise<MethodStep> {
    const decoded = decodeFragment(data);
    if (!decoded.ok) return ignored(decoded.error.kind);
    const fragment = decoded.value;
    if (fragment.start) return ignored("start-from-a-peer");
    // Version 0 is the only one that was offered; in EAP-TLS these bits mean nothing (RFC 5216 section 3.1).
    if (fragment.version !== 0 && this.type !== EapType.Tls) return ignored("another-version");
    const [next] = this.#outgoing;
    if (next !== undefined) {
      if (fragment.more || fragment.data.length > 0) return ignored("not-an-acknowledgement");
      this.#outgoing.shift();
      return { kind: "ask", data: next };
    }
    const message = this.#incoming.add(fragment);
    if (!message.ok) return ignored(message.error.kind);
    if (message.value === undefined) return { kind: "ask", data: acknowledgement };
    return this.#hearMessage(message.value, (identifier + 1) & 0xff);
  }

  close(): void {
    this.#engine?.close();
    this.#phase2?.close();
  }

  async #hearMessage(message: Uint8Array, next: number): Promise<MethodStep> {
    if (this.#failed !== undefined) return this.#failed;
    const [engine, phase2] = [this.#engine, this.#phase2];
    if (engine === undefined || phase2 === undefined) return this.#handshake(message, next);
    if (message.length === 0) return this.#tell(engine, await phase2.hear(message, next), message);
    const flight = await engine.hear(message);
    if (flight.failure !== undefined) return this.#fail(flight);
    // Records without data, such as an update of keys, say nothing.
    if (flight.plaintext.length === 0) return this.#ask(flight.records);
    return this.#tell(engine, await phase2.hear(flight.plaintext, next), flight.records);
  }

  async #handshake(message: Uint8Array, next: number): Promise<MethodStep> {
    if (message.length === 0) return ignored("nothing-where-a-handshake-is-due");
    this.#engine ??= new TlsEngine((wire) => new TLSSocket(wire, this.#tlsOptions()));
    const engine = this.#engine;
    const flight = await engine.hear(message);
    this.#clientRandom ??= randomOfHello(message);
    this.#serverRandom ??= randomOfHello(flight.records);
    if (flight.failure !== undefined) return this.#fail(flight);
    if (!flight.secured) {
      return flight.records.length > 0 ? this.#ask(flight.records) : refused("tls-failed", "flight incomplete");
    }
    const unfit = this.#unfit(engine);
    if (unfit !== undefined) return refused("tls-failed", unfit);
    this.#phase2 = this.#options.phase2(engine);
    const step = await this.#phase2.secured();
    // A peer of TLS 1.3 may speak in the flight that ends its handshake (RFC 9427 section 3).
    const early = step.kind === "say" && step.plaintext.length === 0 && flight.plaintext.length > 0;
    return this.#tell(engine, early ? await this.#phase2.hear(flight.plaintext, next) : step, flight.records);
  }

  #tlsOptions(): TLSSocketOptions {
    const { tls, requestCert } = this.#options;
    // With both, OpenSSL ends a handshake without a client certificate by an alert; whose certificate it is, is asked later.
    return { isServer: true, secureContext: tls.secureContext, requestCert, rejectUnauthorized: requestCert };
  }

  /** What a context of somebody else's making could have let through. */
  #unfit({ socket }: TlsEngine): string | undefined {
    const { minVersion, maxVersion } = this.#options.tls;
    if (socket.isSessionReused()) return "session resumed";
    const version = socket.getProtocol() ?? "no version";
    return version < minVersion || version > maxVersion ? `${version} negotiated` : undefined;
  }

  async #tell(engine: TlsEngine, step: Phase2Step, records: Uint8Array): Promise<MethodStep> {
    if (step.kind === "refused") return step;
    // Closed while somebody was looked up: there are no keys any more.
    if (engine.failure !== undefined) return refused("tls-failed", engine.failure.reason);
    if (step.kind === "accepted") return { ...step, ...sessionKeysOf(this.type, engine, this.#randoms()) };
    if (step.plaintext.length === 0) return this.#ask(records);
    const flight = await engine.say(step.plaintext);
    if (flight.failure !== undefined) return this.#fail(flight);
    return this.#ask(Buffer.concat([records, flight.records]));
  }

  #randoms(): Uint8Array | undefined {
    if (this.#clientRandom === undefined || this.#serverRandom === undefined) return undefined;
    return Buffer.concat([this.#clientRandom, this.#serverRandom]);
  }

  /** RFC 5216 section 2.1.3: the alert goes to the peer, and the failure follows its answer. */
  #fail({ failure, records }: Flight): MethodStep {
    const absent = failure?.code === "ERR_SSL_PEER_DID_NOT_RETURN_A_CERTIFICATE";
    const step = refused(absent ? "certificate-absent" : "tls-failed", failure?.reason);
    if (records.length === 0) return step;
    this.#failed = step;
    return this.#ask(records);
  }

  #ask(records: Uint8Array): MethodStep {
    const [first = acknowledgement, ...rest] = fragmentsOf(records, this.#options.tls.fragmentOctets);
    this.#outgoing = rest;
    return { kind: "ask", data: first };
  }
}

const ignored = (reason: string): Ignored => ({ kind: "ignored", reason });
