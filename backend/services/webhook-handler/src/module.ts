import { outboxMigrations, serveFeed } from "@beacom/outbox";
import { paystackScheme } from "@beacom/payments";
import { connect } from "@beacom/postgres";
import { WebhookEvents } from "@beacom/proto/webhooks/v1/webhooks";
import type { ServiceModule } from "@beacom/runtime";
import { callbackInboxIn } from "#adapters/callback-inbox-postgres";
import { forgetOldCallbacks } from "#adapters/retention-postgres";
import { takeCallbackWith } from "#application/take-callback";
import { WebhooksConfig } from "#config";
import { callbackHttp } from "#transport/callback-http";

export const webhookHandler: ServiceModule<WebhooksConfig> = {
  name: "webhook-handler",
  offers: [WebhookEvents],
  database: { schema: "webhooks", migrations: [outboxMigrations, new URL("../migrations/", import.meta.url)] },
  readConfig: (env) => WebhooksConfig.parse(env),
  async start({ config, clock, log, metrics }) {
    const sql = connect(config.databaseUrl, { name: "webhook-handler", max: 5 });
    const feed = serveFeed({
      sql,
      listenUrl: config.databaseUrl,
      log,
      alsoTidy: () => forgetOldCallbacks(sql, clock()),
    });
    const inbox = callbackInboxIn(sql);
    const counter = metrics.counter("beacom_webhooks_total", "Callbacks by provider and result", [
      "provider",
      "result",
    ]);
    const http = callbackHttp({
      schemes: { "/webhooks/paystack": paystackScheme(config.paystackSecretKey) },
      takeCallback: takeCallbackWith({ inbox }),
      clock,
      log,
      counted: (provider, result) => counter.inc({ provider, result }),
      trustedProxies: config.trustedProxies,
    });
    return {
      routes: (router) =>
        router.service(WebhookEvents, { follow: (request, context) => feed.follow(request, context) }),
      async listen() {
        const port = await http.listen(config.port, config.bind);
        log.info({ port, bind: config.bind }, "taking callbacks");
      },
      ready: () =>
        sql`select 1`.then(
          () => undefined,
          () => "the database does not answer",
        ),
      async close() {
        await http.close();
        await inbox.idle();
        await feed.close();
        await sql.end({ timeout: 5 });
      },
    };
  },
};
