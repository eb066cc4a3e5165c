import { Code, type Client, ConnectError } from "@connectrpc/connect";
import type { BillingService } from "@beacom/proto/billing/v1/billing";
import type { RadiusService } from "@beacom/proto/radius/v1/radius";
import { accountJson, instant } from "#application/from-proto";
import type { AccountView } from "#application/live-view";

/** The account from billing-engine and the open session from radius-server. When radius-server does not say, `online` is left out: unknown is not offline. */
export function accountReader({
  billing,
  radius,
}: {
  billing: Client<typeof BillingService>;
  radius: Client<typeof RadiusService>;
}) {
  return async (customerId: string): Promise<AccountView | undefined> => {
    const [account, online] = await Promise.all([readAccount(customerId), readOnline(customerId)]);
    return account && { ...account, ...online };
  };

  async function readAccount(customerId: string) {
    try {
      return accountJson(await billing.getAccount({ customerId }));
    } catch (error) {
      if (ConnectError.from(error).code === Code.NotFound) return undefined;
      throw error;
    }
  }

  async function readOnline(customerId: string): Promise<Pick<AccountView, "online">> {
    try {
      const { sessions } = await radius.listSessions({ customerId, onlyOpen: true, limit: 1 }, { timeoutMs: 1_000 });
      const session = sessions[0];
      return { online: session ? { sessionId: session.sessionId, since: instant(session.startedAt) } : null };
    } catch {
      return {};
    }
  }
}
