import { CustomerOverviewService } from "@beacom/proto/admin/v1/customers";
import { SearchService } from "@beacom/proto/admin/v1/search";
import type { Logger, Peers } from "@beacom/runtime";
import type { Clock } from "@beacom/time";
import type { ConnectRouter } from "@connectrpc/connect";
import { askAboutAt } from "#adapters/ask-about-peers";
import { whyMissing } from "#adapters/asking";
import { customerSourcesAt } from "#adapters/customer-sources-peers";
import { customerOverviewWith } from "#application/customer-overview";
import { searchWith } from "#application/search";
import { sideBySideWith } from "#application/side-by-side";
import type { AdminConfig } from "#config";
import { customersRpc } from "#transport/customers-rpc";
import { inTheNameOf } from "#transport/in-the-name-of";
import { searchRpc } from "#transport/search-rpc";

/** What is found in, and put together from, all other services. */
export function lookingUp(context: {
  readonly peers: Peers;
  readonly config: Pick<AdminConfig, "patienceMs" | "zone">;
  readonly clock: Clock;
  readonly log: Logger;
}) {
  const { peers, config, clock, log } = context;
  const sideBySide = sideBySideWith({ patienceMs: config.patienceMs, whyOf: whyMissing(log) });
  const askAbout = askAboutAt(peers);
  const search = searchWith({ sideBySide });
  const sourcesOf = customerSourcesAt(peers);
  const overview = customerOverviewWith({ sideBySide });
  return {
    routes(router: ConnectRouter): void {
      router.service(
        SearchService,
        searchRpc((text, call) => search(text, askAbout(inTheNameOf(call)))),
      );
      router.service(
        CustomerOverviewService,
        customersRpc({
          overview: (customerId, call) => overview(sourcesOf(customerId, inTheNameOf(call))),
          clock,
          zone: config.zone,
        }),
      );
    },
  };
}
