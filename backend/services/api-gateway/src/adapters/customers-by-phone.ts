import type { IdentityService } from "@beacom/proto/identity/v1/identity";
import { type Client, Code, ConnectError } from "@connectrpc/connect";
import type { CustomersByPhone } from "#application/customers-by-phone";

const patienceMs = 2_000;

/** From identity, asked in the gateway's own name. */
export const customersByPhone = (identity: Client<typeof IdentityService>): CustomersByPhone => ({
  async idOf(phone) {
    try {
      return (await identity.findCustomerByPhone({ phone })).customerId;
    } catch (error) {
      if (ConnectError.from(error).code === Code.NotFound) return undefined;
      throw error;
    }
  },
  async endingOf(customerId) {
    try {
      const { phone } = await identity.getCustomer({ customerId }, { timeoutMs: patienceMs });
      return phone.slice(-4);
    } catch {
      return null;
    }
  },
});
