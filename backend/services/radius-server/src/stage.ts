import { createSocket } from "node:dgram";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { Writable } from "node:stream";
import {
  type Attribute,
  attributesOf,
  Code,
  decodePacket,
  encodeRequest,
  type NamedValue,
  type Packet,
  papRequest,
  type Secret,
  secretOf,
  verifyReply,
} from "@beacom/radius";
import { BillingEvents, ServiceLevel, ServiceStateChangedSchema } from "@beacom/proto/billing/v1/billing";
import type { EventBatch } from "@beacom/proto/events/v1/events";
import { EventBatchSchema } from "@beacom/proto/events/v1/events";
import { CustomerVerifiedSchema, IdentityEvents } from "@beacom/proto/identity/v1/identity";
import { RadiusService } from "@beacom/proto/radius/v1/radius";
import { RadiusAdminService } from "@beacom/proto/radius/v1/radius_admin";
import { newId } from "@beacom/ids";
import { openLog, type ServiceModule, startServices } from "@beacom/runtime";
import { eventually, testDatabase } from "@beacom/testing";
import { create, type DescMessage, type MessageInitShape, toJsonString } from "@bufbuild/protobuf";
import { timestampNow } from "@bufbuild/protobuf/wkt";
import type { ConnectRouter } from "@connectrpc/connect";
import { radiusServer } from "#module";

/** For tests: radius-server on real ports and a real database, beside peers that say what a test wants them to say. */
export type Stage = Awaited<ReturnType<typeof openStage>>;

let phones = 27_810_000_000;

export const sharedSecret = "a-secret-of-16-or-more";
export const sealingKey = Buffer.alloc(32, 7);

export async function openStage(
  options: { env?: Record<string, string>; databaseUrl?: string; peersDown?: true } = {},
) {
  const database = options.databaseUrl === undefined ? await testDatabase(radiusServer.database!) : undefined;
  const identity = scriptedFeed("identity", IdentityEvents);
  const billing = scriptedFeed("billing-engine", BillingEvents);
  const lines: Record<string, unknown>[] = [];
  const log = openLog({
    level: "info",
    destination: new Writable({
      write(chunk: Buffer, _encoding, done) {
        lines.push(JSON.parse(chunk.toString()) as Record<string, unknown>);
        done();
      },
    }),
  });
  const env = {
    RADIUS_DATABASE_URL: options.databaseUrl ?? database!.url,
    RADIUS_SEALING_KEY: sealingKey.toString("base64"),
    RADIUS_BIND: "127.0.0.1",
    RADIUS_AUTH_PORT: "0",
    RADIUS_ACCT_PORT: "0",
    RADIUS_RADSEC_PORT: "0",
    ...options.env,
  };
  const nobody = "http://127.0.0.1:9";
  const placement = options.peersDown
    ? { here: [radiusServer], elsewhere: { [IdentityEvents.typeName]: nobody, [BillingEvents.typeName]: nobody } }
    : { here: [identity.module, billing.module, radiusServer], elsewhere: {} };
  const runtime = { logLevel: "info", internalKey: Buffer.alloc(32, 9) };
  const services = await startServices({ ...placement, runtime, log }, env);
  const listening = lines.find((line) => line["msg"] === "radius listening") as {
    authPort: number;
    acctPort: number;
    radsecPort: number;
  };
  const rpc = services.peers.client(RadiusService);
  return {
    ...listening,
    rpc,
    admin: services.peers.client(RadiusAdminService),
    services,
    lines,
    sql: database?.sql,
    databaseUrl: env.RADIUS_DATABASE_URL,
    putNas: (more: Partial<Parameters<typeof rpc.putNas>[0]> = {}) =>
      rpc.putNas({
        name: "tower-1",
        address: "127.0.0.1",
        secret: sharedSecret,
        vendor: "mikrotik",
        coaPort: 3799,
        requireMessageAuthenticator: "auto",
        countersReversed: false,
        coaAddress: "",
        ...more,
      } as Parameters<typeof rpc.putNas>[0]),
    verifyCustomer: (customerId: string, phone: string) =>
      identity.tell(CustomerVerifiedSchema, customerId, {
        customerId,
        phone,
        name: "Thandi",
        email: "",
        language: "zu",
      }),
    changeService(
      customerId: string,
      version: bigint,
      level: ServiceLevel,
      rate = { down: 20_000_000n, up: 5_000_000n },
    ) {
      billing.tell(ServiceStateChangedSchema, customerId, {
        customerId,
        service: {
          version,
          level,
          reason: "in-bundle",
          since: timestampNow(),
          rate: { downBitsPerSecond: rate.down, upBitsPerSecond: rate.up },
        },
      });
    },
    /** A verified customer whom the server knows with a full service. */
    async customer(level = ServiceLevel.FULL) {
      const customerId = newId("customer");
      this.verifyCustomer(customerId, `+${phones++}`);
      this.changeService(customerId, 1n, level);
      let credential: { username: string; password: string } | undefined;
      await eventually(async () => {
        credential = await rpc.getCredential({ customerId });
        const { nas } = await rpc.listNas({});
        const explained = await this.admin.explainAccess({ who: customerId, nas: nas[0]?.name ?? "" });
        if (!["", "blocked"].includes(explained.reason)) throw new Error(explained.reason);
      });
      return { customerId, username: credential!.username, password: credential!.password };
    },
    /** The value of a counter, 0 when it has not counted yet. */
    async counter(name: string, labels: Record<string, string> = {}): Promise<number> {
      const wanted = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
      const text = await services.metrics.text();
      const line = text.split("\n").find((l) => l.startsWith(name) && wanted.every((w) => l.includes(w)));
      return line ? Number(line.slice(line.lastIndexOf(" ") + 1)) : 0;
    },
    async close() {
      await services.close();
      await database?.close();
    },
  };
}

/** A peer that tells the events it is given, from the beginning to whoever asks. */
function scriptedFeed(name: string, service: typeof IdentityEvents | typeof BillingEvents) {
  const events: { position: bigint; type: string; key: string; json: string }[] = [];
  let wake = Promise.withResolvers<void>();
  async function* follow(
    { afterPosition }: { afterPosition: bigint },
    { signal }: { signal: AbortSignal },
  ): AsyncIterable<EventBatch> {
    let position = afterPosition;
    while (!signal.aborted) {
      const news = events.filter((event) => event.position > position);
      const head = BigInt(events.length);
      position = news.at(-1)?.position ?? position;
      yield create(EventBatchSchema, { events: news.map((event) => ({ ...event, at: timestampNow() })), head });
      await Promise.race([wake.promise, once(signal, "abort")]);
    }
  }
  const module: ServiceModule = {
    name,
    offers: [service],
    readConfig: () => undefined,
    start: () =>
      Promise.resolve({
        routes: (router: ConnectRouter) => void router.service(service as typeof IdentityEvents, { follow }),
        close: () => Promise.resolve(),
      }),
  };
  return {
    module,
    tell<S extends DescMessage>(schema: S, key: string, value: MessageInitShape<S>): void {
      const json = toJsonString(schema, create(schema, value));
      events.push({ position: BigInt(events.length + 1), type: schema.typeName, key, json });
      wake.resolve();
      wake = Promise.withResolvers<void>();
    },
  };
}

/** A router's side of UDP: sends what it is told from one port, and checks what it gets. */
export async function openRouter(options: { secret?: string; withinMs?: number } = {}) {
  const socket = createSocket("udp4");
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  const secret = secretOf(options.secret ?? sharedSecret);
  const waiting = new Map<string, (reply: Uint8Array) => void>();
  socket.on("message", (bytes, from) => waiting.get(`${from.port} ${bytes[1]}`)?.(bytes));
  let identifier = 0;

  /** The reply's octets, or nothing within the time. */
  async function exchange(
    port: number,
    bytes: Uint8Array,
    withinMs = options.withinMs ?? 5_000,
  ): Promise<Uint8Array | undefined> {
    const key = `${port} ${bytes[1]}`;
    const reply = new Promise<Uint8Array>((resolve) => void waiting.set(key, resolve));
    socket.send(bytes, port, "127.0.0.1");
    const answer = await Promise.race([reply, sleep(withinMs, undefined)]);
    waiting.delete(key);
    return answer;
  }

  async function ask(port: number, code: number, attributes: readonly Attribute[], authenticator?: Uint8Array) {
    identifier = (identifier + 1) % 256;
    const bytes = encodeRequest({ code, identifier, attributes, secret, ...(authenticator && { authenticator }) });
    const reply = await exchange(port, bytes);
    return reply && answerTo(reply, bytes, secret);
  }

  return {
    port: socket.address().port,
    secret,
    exchange,
    ask,
    login(port: number, username: string, password: string, more: readonly Attribute[] = []) {
      const authenticator = crypto.getRandomValues(new Uint8Array(16));
      const attributes = papRequest({ username, password, authenticator, secret });
      return ask(port, Code.AccessRequest, [...attributes, ...more], authenticator);
    },
    account: (port: number, named: Record<string, NamedValue>) =>
      ask(port, Code.AccountingRequest, attributesOf(named)),
    close: () => socket.close(),
  };
}

export function answerTo(reply: Uint8Array, request: Uint8Array, secret: Secret): Packet {
  const packet = decodePacket(reply);
  if (!packet.ok) throw new Error(`malformed reply: ${packet.error.kind}`);
  const asked = { identifier: request[1]!, authenticator: request.subarray(4, 20) };
  const verified = verifyReply(packet.value, asked, secret);
  if (!verified.ok) throw new Error(`reply not verified: ${verified.error.kind}`);
  return packet.value;
}
