import { sectionsOf } from "@beacom/personal-data";
import { BillingPersonalData } from "@beacom/proto/billing/v1/personal_data";
import { NotificationPersonalData } from "@beacom/proto/notification/v1/personal_data";
import { PaymentsPersonalData } from "@beacom/proto/payments/v1/personal_data";
import { RadiusPersonalData } from "@beacom/proto/radius/v1/personal_data";
import type { Peers } from "@beacom/runtime";
import type { PersonalDataSources } from "#application/privacy/ports";

const timeoutMs = 30_000;

/** The other services that keep something about customers, by the name under which the file tells of them. */
export function personalDataOfPeers(peers: Peers): PersonalDataSources {
  const services = {
    "notification-service": peers.client(NotificationPersonalData),
    payments: peers.client(PaymentsPersonalData),
    "radius-server": peers.client(RadiusPersonalData),
    "billing-engine": peers.client(BillingPersonalData),
  };
  return Object.fromEntries(
    Object.entries(services).map(([name, client]) => [
      name,
      async (customerId: string) => sectionsOf(await client.export({ customerId }, { timeoutMs })),
    ]),
  );
}
