import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import type { BillingEvents } from "@beacom/proto/billing/v1/billing";
import { type EventBatch, EventBatchSchema } from "@beacom/proto/events/v1/events";
import type { IdentityEvents } from "@beacom/proto/identity/v1/identity";
import type { ServiceModule } from "@beacom/runtime";
import { create, type DescMessage, type MessageInitShape, toJsonString } from "@bufbuild/protobuf";
import { timestampNow } from "@bufbuild/protobuf/wkt";

/** A service that tells what a test tells it, from the beginning to whoever follows. */
export function toldFeed(name: string, service: typeof IdentityEvents | typeof BillingEvents) {
  const told: { position: bigint; type: string; key: string; json: string }[] = [];
  let news = Promise.withResolvers<void>();
  async function* follow(
    { afterPosition }: { afterPosition: bigint },
    { signal }: { signal: AbortSignal },
  ): AsyncIterable<EventBatch> {
    for (let position = afterPosition; !signal.aborted; ) {
      const next = told.filter((event) => event.position > position);
      position = next.at(-1)?.position ?? position;
      const events = next.map((event) => ({ ...event, at: timestampNow() }));
      yield create(EventBatchSchema, { events, head: BigInt(told.length) });
      // Whoever follows wants to hear now and then that nothing is new.
      await Promise.race([news.promise, once(signal, "abort"), pause(5_000, undefined, { ref: false })]);
    }
  }
  const module: ServiceModule = {
    name,
    offers: [service],
    readConfig: () => undefined,
    start: () =>
      Promise.resolve({
        routes: (router) => void router.service(service as typeof IdentityEvents, { follow }),
        close: () => Promise.resolve(),
      }),
  };
  return {
    module,
    tell<S extends DescMessage>(schema: S, key: string, value: MessageInitShape<S>): void {
      const json = toJsonString(schema, create(schema, value));
      told.push({ position: BigInt(told.length + 1), type: schema.typeName, key, json });
      news.resolve();
      news = Promise.withResolvers<void>();
    },
  };
}
