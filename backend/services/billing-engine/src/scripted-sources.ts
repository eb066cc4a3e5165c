import { generateKeyPairSync, sign } from "node:crypto";
import {
  type Event,
  type EventBatch,
  EventBatchSchema,
  EventSchema,
  type FollowRequest,
} from "@beacom/proto/events/v1/events";
import { IdentityEvents, IdentityService } from "@beacom/proto/identity/v1/identity";
import { PaymentsEvents } from "@beacom/proto/payments/v1/payments";
import { RadiusEvents } from "@beacom/proto/radius/v1/radius";
import type { ServiceModule } from "@beacom/runtime";
import { create, type DescMessage, type MessageInitShape, toJsonString } from "@bufbuild/protobuf";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import { Code, ConnectError } from "@connectrpc/connect";

/** The trace that every scripted event belongs to. */
export const scriptedTrace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

/** A feed that tells what the test says, from any position, as often as it is asked. For tests. */
export class ScriptedFeed {
  readonly #events: Event[] = [];
  #told = Promise.withResolvers<void>();

  tell<S extends DescMessage>(schema: S, key: string, value: MessageInitShape<S>, at = new Date()): void {
    const json = toJsonString(schema, create(schema, value));
    const position = BigInt(this.#events.length + 1);
    this.#events.push(
      create(EventSchema, {
        position,
        type: schema.typeName,
        key,
        at: timestampFromDate(at),
        json,
        traceparent: scriptedTrace,
      }),
    );
    this.#told.resolve();
    this.#told = Promise.withResolvers();
  }

  /** A handler of `Follow`. */
  async *follow(
    request: Pick<FollowRequest, "afterPosition">,
    { signal }: { signal: AbortSignal },
  ): AsyncIterable<EventBatch> {
    const over = new Promise<void>((done) => signal.addEventListener("abort", () => done(), { once: true }));
    for (let position = Number(request.afterPosition); !signal.aborted; ) {
      const more = this.#told.promise;
      const events = this.#events.slice(position, position + 500);
      position += events.length;
      yield create(EventBatchSchema, { events, head: BigInt(this.#events.length) });
      if (events.length === 0) await Promise.race([more, over]);
    }
  }
}

/** The services that billing follows, as scripts, and people's access tokens. */
export function scriptedSources(clock: () => Date = () => new Date()) {
  const identity = new ScriptedFeed();
  const payments = new ScriptedFeed();
  const radius = new ScriptedFeed();
  /** What identity knows of phones; nothing at all when it is down. */
  const phones: { known: Map<string, string>; isDown: boolean } = { known: new Map(), isDown: false };
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const jwk = { ...publicKey.export({ format: "jwk" }), kid: "test", alg: "EdDSA" };
  const module: ServiceModule = {
    name: "scripted",
    offers: [IdentityService, IdentityEvents, PaymentsEvents, RadiusEvents],
    readConfig: () => ({}),
    start: async () => ({
      routes(router) {
        router.service(IdentityService, {
          getSigningKeys: () => ({ jwksJson: JSON.stringify({ keys: [jwk] }) }),
          findCustomerByPhone({ phone }) {
            if (phones.isDown) throw new ConnectError("down", Code.Unavailable);
            const customerId = phones.known.get(phone);
            if (customerId === undefined) throw new ConnectError("customer-unknown", Code.NotFound);
            return { customerId };
          },
        });
        router.service(IdentityEvents, { follow: (request, context) => identity.follow(request, context) });
        router.service(PaymentsEvents, { follow: (request, context) => payments.follow(request, context) });
        router.service(RadiusEvents, { follow: (request, context) => radius.follow(request, context) });
      },
      close: async () => undefined,
    }),
  };
  const base64 = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  return {
    identity,
    payments,
    radius,
    phones,
    module,
    /** The header of a call in a customer's name. */
    as: (customerId: string) => header({ sub: customerId, kind: "customer", permissions: [] }),
    asStaff: (...permissions: string[]) => header({ sub: "stf_nomsa", kind: "staff", permissions }),
    asMember: (staffId: string, role: string, ...permissions: string[]) =>
      header({ sub: staffId, kind: "staff", permissions, role }),
    /** Whose rights hold for these resellers only. */
    asResellers: (resellers: string[], ...permissions: string[]) =>
      header({ sub: "stf_nomsa", kind: "staff", permissions, role: "reseller", resellers }),
  };

  function header(person: { sub: string; kind: string; permissions: string[]; role?: string; resellers?: string[] }) {
    const exp = Math.floor(clock().getTime() / 1000) + 60;
    const claims = { ...person, iss: "beacom", aud: "beacom", exp };
    const signed = `${base64({ alg: "EdDSA", kid: "test" })}.${base64(claims)}`;
    const signature = sign(null, Buffer.from(signed), privateKey).toString("base64url");
    return { headers: { authorization: `Bearer ${signed}.${signature}` } };
  }
}
