import { Code, type Client, ConnectError } from "@connectrpc/connect";
import type { BillingService } from "@beacom/proto/billing/v1/billing";
import type { RadiusService } from "@beacom/proto/radius/v1/radius";
import { accountJson, instant } from "#application/from-proto";
import type { AccountView } from "#application/live-view";
import type { Online, OnlineView } from "#application/online-view";

/** The account from billing-engine, and whether its customer is online. */
export function accountReader({
  billing,
  online,
}: {
  billing: Client<typeof BillingService>;
  online: Pick<OnlineView, "of">;
}) {
  return async (customerId: string, signal?: AbortSignal): Promise<AccountView | undefined> => {
    const [account, isOnline] = await Promise.all([readAccount(customerId, signal), online.of(customerId)]);
    return account && { ...account, ...isOnline };
  };

  async function readAccount(customerId: string, signal: AbortSignal | undefined) {
    try {
      return accountJson(await billing.getAccount({ customerId }, signal && { signal }));
    } catch (error) {
      if (ConnectError.from(error).code === Code.NotFound) return undefined;
      throw error;
    }
  }
}

/** The open session of a customer, as radius-server has it. */
export const onlineReader =
  (radius: Client<typeof RadiusService>) =>
  async (customerId: string): Promise<Online> => {
    const { sessions } = await radius.listSessions({ customerId, onlyOpen: true, limit: 1 }, { timeoutMs: 1_000 });
    const session = sessions[0];
    return session ? { sessionId: session.sessionId, since: instant(session.startedAt) } : null;
  };
