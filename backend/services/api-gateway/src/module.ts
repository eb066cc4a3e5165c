import { BillingEvents, BillingService } from "@beacom/proto/billing/v1/billing";
import { PostpaidService } from "@beacom/proto/billing/v1/postpaid";
import { VoucherService } from "@beacom/proto/billing/v1/vouchers";
import { AccountsService } from "@beacom/proto/identity/v1/accounts";
import { IdentityService } from "@beacom/proto/identity/v1/identity";
import { PasskeyService } from "@beacom/proto/identity/v1/passkeys";
import { SecurityService } from "@beacom/proto/identity/v1/security";
import { StaffService } from "@beacom/proto/identity/v1/staff";
import { TeamService } from "@beacom/proto/identity/v1/team";
import { NotificationService } from "@beacom/proto/notification/v1/notification";
import { PaymentsEvents, PaymentsService } from "@beacom/proto/payments/v1/payments";
import { RadiusEvents, RadiusService } from "@beacom/proto/radius/v1/radius";
import { type FollowedEvent, watch } from "@beacom/outbox";
import type { ServiceModule } from "@beacom/runtime";
import { accountReader, onlineReader } from "#adapters/account-reader";
import { openRateLimiter } from "#adapters/rate-limiter";
import { customersByPhone } from "#adapters/customers-by-phone";
import { endedAccess } from "#application/ended-access";
import { liveView } from "#application/live-view";
import { onlineView } from "#application/online-view";
import { GatewayConfig } from "#config";
import { gatewayApp } from "#transport/app";
import { followEndedAccess } from "#transport/ended-access-feed";
import { tellOf } from "#transport/feeds";
import { callerOfServices, streamerOfServices } from "#transport/routes/staff/service-route";
import type { Services } from "#transport/routes/route-context";

/** The public API of the operator, and the portal's files. It keeps no data. */
export const apiGateway: ServiceModule<GatewayConfig> = {
  name: "api-gateway",
  offers: [],
  readConfig: (env) => GatewayConfig.parse(env),
  async start({ config, peers, clock, log, metrics, tokens }) {
    const services: Services = {
      identity: peers.client(IdentityService),
      accounts: peers.client(AccountsService),
      passkeys: peers.client(PasskeyService),
      security: peers.client(SecurityService),
      staff: peers.client(StaffService),
      team: peers.client(TeamService),
      billing: peers.client(BillingService),
      postpaid: peers.client(PostpaidService),
      vouchers: peers.client(VoucherService),
      payments: peers.client(PaymentsService),
      radius: peers.client(RadiusService),
      notification: peers.client(NotificationService),
    };
    const customers = customersByPhone(services.identity);
    const ended = endedAccess(() => clock().getTime());
    const feeds = new Map<string, { close(): Promise<void>; connected(): boolean }>();
    const online = onlineView({
      read: onlineReader(services.radius),
      following: () => feeds.get("radius-server")?.connected() ?? false,
      clock: () => clock().getTime(),
    });
    const live = liveView({
      readAccount: accountReader({ billing: services.billing, online }),
      epoch: Date.now().toString(36),
    });
    const answered = metrics.histogram("beacom_http_request_seconds", "Time to answer a request", [
      "route",
      "method",
      "status",
    ]);
    const refused = metrics.counter("beacom_http_problems_total", "Requests answered with a problem", [
      "code",
      "status",
    ]);
    const watching = metrics.gauge("beacom_live_watchers", "Open streams of server-sent events", []);
    const ticking = setInterval(() => watching.set(live.watchers()), 5_000).unref();

    const limiter = openRateLimiter({ redisUrl: config.redisUrl, clock, metrics, log });
    let url = config.publicUrl;
    const app = await gatewayApp(
      {
        services,
        call: callerOfServices((service) => peers.client(service)),
        stream: streamerOfServices((service) => peers.client(service)),
        customers,
        live,
        config,
        publicUrl: () => url ?? `http://${config.host}:${config.port}`,
      },
      {
        log,
        tokens,
        ended,
        limiter,
        onAnswer: (route, method, status, seconds) =>
          answered.observe({ route, method, status: String(status) }, seconds),
        onProblem: (code, status) => refused.inc({ code, status: String(status) }),
      },
    );
    let endedFeed: { close(): Promise<void> } | undefined;
    const sources = { "billing-engine": BillingEvents, payments: PaymentsEvents, "radius-server": RadiusEvents };
    return {
      async listen() {
        const address = await app.listen({ host: config.host, port: config.port });
        url ??= address;
        for (const [name, service] of Object.entries(sources)) {
          const { follow: source } = peers.client(service);
          const apply = (events: readonly FollowedEvent[]) =>
            events.forEach((event) => tellOf(event, { live, online }));
          feeds.set(name, watch({ name, source, log, apply }));
        }
        endedFeed = followEndedAccess({ peers, ended, log });
        log.info({ url: address }, "the public API listens");
      },
      async close() {
        clearInterval(ticking);
        await Promise.all([...feeds.values(), ...(endedFeed ? [endedFeed] : [])].map((feed) => feed.close()));
        // Requests in flight are finished, but not waited for longer than whoever stops this process waits.
        const impatience = setTimeout(() => app.server.closeAllConnections(), 8_000);
        await app.close().finally(() => clearTimeout(impatience));
        await limiter.close();
      },
    };
  },
};
