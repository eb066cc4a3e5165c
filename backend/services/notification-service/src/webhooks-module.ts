import { newId } from "@beacom/ids";
import { isConnectionLoss, type Sql, type Tx } from "@beacom/postgres";
import { WebhookService } from "@beacom/proto/notification/v1/webhooks";
import type { Logger, Metrics } from "@beacom/runtime";
import type { ConnectRouter } from "@connectrpc/connect";
import { attemptRecordsIn } from "#adapters/webhooks/attempts-postgres";
import { deliveryDetails, listDeliveries } from "#adapters/webhooks/delivery-list";
import { listEndpoints } from "#adapters/webhooks/endpoint-list";
import { endpointsIn } from "#adapters/webhooks/endpoints-postgres";
import { findAddressesWith } from "#adapters/webhooks/find-addresses";
import { countedBy } from "#adapters/webhooks/metrics";
import { messageIdOf, outgoingIn } from "#adapters/webhooks/outgoing-postgres";
import { queueIn } from "#adapters/webhooks/queue-postgres";
import { replaysIn } from "#adapters/webhooks/replays-postgres";
import { restrictionsIn } from "#adapters/webhooks/restrictions-postgres";
import { sealingWith } from "#adapters/webhooks/sealing";
import { sendHttpWith } from "#adapters/webhooks/send-http";
import { newSecret, signedHeaders } from "#adapters/webhooks/signing";
import { tellIn } from "#adapters/webhooks/staff-acted-outbox";
import { attemptWith } from "#application/webhooks/attempt";
import { changeEndpointWith, removeEndpointWith, switchEndpointWith } from "#application/webhooks/change-endpoint";
import { createEndpointWith } from "#application/webhooks/create-endpoint";
import { deliver } from "#application/webhooks/deliver";
import { subscribable } from "#application/webhooks/event-types";
import { followRestrictionsWith } from "#application/webhooks/follow-restrictions";
import { keepMessagesWith } from "#application/webhooks/keep-messages";
import type { EndpointRecords, InTransaction, Outgoing } from "#application/webhooks/ports";
import { replayDeliveryWith, replayRangeWith, sendTestEventWith } from "#application/webhooks/replay";
import { rotateSecretWith } from "#application/webhooks/rotate-secret";
import { mayConnectTo, type Network } from "#domain/webhooks/address";
import { checkEndpoint, type EndpointForm } from "#domain/webhooks/endpoint";
import { webhookRpc } from "#transport/webhook-rpc";

export type Webhooks = {
  routes(router: ConnectRouter): void;
  /** What keeps messages within a transaction. */
  within(tx: Tx): {
    keepMessages: ReturnType<typeof keepMessagesWith>;
    followRestrictions: ReturnType<typeof followRestrictionsWith>;
  };
  /** Begins to deliver. */
  listen(): { close(): Promise<void> };
};

const timeoutMs = 15_000;

/** The part of the service that tells the operator's own programs what happens. */
export function openWebhooks(needs: {
  sql: Sql;
  config: { sealingKeys: readonly Uint8Array[]; webhookNetworks: readonly Network[] };
  name: string;
  clock: () => Date;
  log: Logger;
  metrics: Metrics;
}): Webhooks {
  const { sql, config, clock, log } = needs;
  const { webhookNetworks: ownNetworks } = config;
  const sealing = sealingWith(config.sealingKeys);
  const { kept, attempted, disabled, queued } = countedBy(needs.metrics);
  let wake = () => {};
  let soon: NodeJS.Timeout | undefined;
  /** Before the commit there is nothing to find. Were it too early, the next look would find it. */
  const keptOne = (type: string): void => {
    kept(type);
    soon ??= setTimeout(() => {
      soon = undefined;
      wake();
    }, 50).unref();
  };
  const keeping = (outgoing: Outgoing) => keepMessagesWith({ outgoing, messageIdOf, clock, kept: keptOne });
  const queue = queueIn({
    sql,
    sealing,
    unreadable: (err) => log.error({ err }, "a webhook's secret cannot be read"),
  });
  const transact: InTransaction<EndpointRecords> = async (work) =>
    (await sql.begin((tx) => work(recordsOf(tx)))) as Awaited<ReturnType<typeof work>>;
  const check = (form: EndpointForm) =>
    checkEndpoint(form, {
      eventTypes: subscribable,
      plainHttp: ownNetworks.length > 0,
      mayConnectTo: (address) => mayConnectTo(address, ownNetworks),
    });
  const common = { transact, clock, wake: () => wake() };
  const secrets = { newSecret, seal: (secret: string, owner: string) => sealing.seal(secret, owner) };
  const newEndpointId = () => newId("webhookEndpoint", clock().getTime());

  const attempt = attemptWith({
    send: sendHttpWith({
      findAddresses: findAddressesWith({ ownNetworks }),
      timeoutMs,
      nowMs: () => performance.now(),
    }),
    sign: signedHeaders,
    transact: async (work) =>
      (await sql.begin((tx) => {
        const records = attemptRecordsIn(tx);
        return work({ ...records, keepMessages: keeping(records.outgoing) });
      })) as Awaited<ReturnType<typeof work>>,
    name: needs.name,
    clock,
    chance: Math.random,
    disabled(endpointId, reason) {
      disabled(reason);
      log.warn({ endpointId, reason }, "a webhook's endpoint was disabled");
    },
  });

  return {
    routes: (router) =>
      router.service(
        WebhookService,
        webhookRpc({
          create: createEndpointWith({ ...common, ...secrets, check, newEndpointId }),
          change: changeEndpointWith({ ...common, check }),
          switchTo: switchEndpointWith(common),
          remove: removeEndpointWith(common),
          rotateSecret: rotateSecretWith({ ...common, ...secrets }),
          sendTest: sendTestEventWith({ ...common, newMessageId: () => newId("message", clock().getTime()) }),
          replayDelivery: replayDeliveryWith(common),
          replayRange: replayRangeWith(common),
          endpoints: (endpointId) => listEndpoints(sql, endpointId),
          deliveries: (wanted) => listDeliveries(sql, wanted),
          details: (key) => deliveryDetails(sql, key),
        }),
      ),
    within: (tx) => ({
      keepMessages: keeping(outgoingIn(tx)),
      followRestrictions: followRestrictionsWith({ restrictions: restrictionsIn(tx) }),
    }),
    listen() {
      const delivering = deliver({
        queue,
        async attempt(claimed, signal) {
          attempted(await attempt(claimed, signal));
        },
        clock,
        failed(err) {
          // While the database is away there is nothing to deliver, which others say already.
          if (!isConnectionLoss(err)) log.error({ err }, "delivering webhooks failed");
        },
      });
      wake = delivering.wake;
      const counting = setInterval(() => void queue.pending().then(queued, () => undefined), 15_000).unref();
      return {
        async close() {
          clearInterval(counting);
          await delivering.close();
        },
      };
    },
  };
}

const recordsOf = (tx: Tx): EndpointRecords => ({
  endpoints: endpointsIn(tx),
  outgoing: outgoingIn(tx),
  replays: replaysIn(tx),
  tell: tellIn(tx),
});
