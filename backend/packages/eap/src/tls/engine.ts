import { Duplex } from "node:stream";
import type { TLSSocket } from "node:tls";

/** What TLS made of a message. */
export type Flight = {
  /** Records for the peer: also the alert, after a failure that TLS has one for. */
  readonly records: Uint8Array;
  readonly plaintext: Uint8Array;
  readonly secured: boolean;
  readonly failure: TlsFailure | undefined;
};

/** OpenSSL's reason, without the rest of its line. */
export type TlsFailure = { readonly code: string | undefined; readonly reason: string };

const quietTurns = 3;
const mostTurns = 100;

/**
 * TLS between two arrays of octets: node:tls over a stream that leads nowhere. A message is worked off while it is pushed into
 * that stream; what is put off goes through ticks and immediates, never through timers or the outside world. So TLS has
 * said all it has to say once a few turns of the event loop went by without an event.
 */
export class TlsEngine {
  readonly #wire: Duplex;
  readonly #socket: TLSSocket;
  #records: Uint8Array[] = [];
  #plaintext: Uint8Array[] = [];
  #secured = false;
  #failure: TlsFailure | undefined;
  #events = 0;

  constructor(open: (wire: Duplex) => TLSSocket) {
    this.#wire = new Duplex({
      read() {},
      write: (records: Uint8Array, _encoding, done) => {
        this.#records.push(records);
        this.#events++;
        done();
      },
    });
    this.#socket = open(this.#wire);
    this.#socket.disableRenegotiation();
    this.#socket.on("secure", () => {
      this.#secured = true;
      this.#events++;
    });
    this.#socket.on("data", (plaintext: Uint8Array) => {
      this.#plaintext.push(plaintext);
      this.#events++;
    });
    // node:tls tells of a server's failures on "_tlsError" as long as no tls.Server has taken the socket over.
    this.#socket.on("_tlsError", (error: Error) => this.#fail(failureOf(error)));
    this.#socket.on("error", (error: Error) => this.#fail(failureOf(error)));
    this.#socket.on("end", () => this.#fail({ code: undefined, reason: "closed by the peer" }));
    this.#socket.on("close", () => this.#fail({ code: undefined, reason: "closed" }));
  }

  get socket(): TLSSocket {
    return this.#socket;
  }

  get failure(): TlsFailure | undefined {
    return this.#failure;
  }

  /** A whole message of the peer. */
  async hear(message: Uint8Array): Promise<Flight> {
    this.#events = 0;
    if (this.#failure === undefined) this.#wire.push(message);
    // A whole flight always leads to something; the longer wait is for the one that is not whole.
    await this.#quiet(() => this.#events > 0);
    return this.#take();
  }

  /** Seals application data into records; the handshake must be done. */
  async say(plaintext: Uint8Array): Promise<Flight> {
    this.#events = 0;
    if (this.#failure === undefined) this.#socket.write(plaintext);
    await this.#quiet(() => this.#records.length > 0);
    return this.#take();
  }

  /** RFC 5705, and section 7.5 of RFC 8446. */
  exportKey(octets: number, label: string, context?: Uint8Array): Uint8Array {
    return this.#socket.exportKeyingMaterial(
      octets,
      label,
      ...((context === undefined ? [] : [Buffer.from(context)]) as [Buffer]),
    );
  }

  close(): void {
    this.#fail({ code: undefined, reason: "closed" });
    this.#socket.destroy();
  }

  #fail(failure: TlsFailure): void {
    this.#failure ??= failure;
    this.#events++;
  }

  async #quiet(expected: () => boolean): Promise<void> {
    let seen = this.#events;
    for (let turn = 0, quiet = 0; turn < mostTurns && (quiet < quietTurns || !this.#settled(expected)); turn++) {
      await new Promise((next) => setImmediate(next));
      quiet = this.#events === seen ? quiet + 1 : 0;
      seen = this.#events;
    }
  }

  #settled(expected: () => boolean): boolean {
    return this.#failure !== undefined || expected();
  }

  #take(): Flight {
    const flight = {
      records: Buffer.concat(this.#records),
      plaintext: Buffer.concat(this.#plaintext),
      secured: this.#secured,
      failure: this.#failure,
    };
    this.#records = [];
    this.#plaintext = [];
    return flight;
  }
}

function failureOf(error: Error & { code?: string; reason?: string }): TlsFailure {
  return { code: error.code, reason: error.reason ?? error.message.split(":").at(-1)?.trim() ?? error.name };
}
