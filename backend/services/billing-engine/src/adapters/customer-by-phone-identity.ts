import type { IdentityService } from "@beacom/proto/identity/v1/identity";
import { ok, refuse } from "@beacom/result";
import { type Client, Code, ConnectError } from "@connectrpc/connect";
import type { CustomerByPhone } from "#application/resellers/top-up-customer";

export const customerByPhoneIn =
  (identity: Pick<Client<typeof IdentityService>, "findCustomerByPhone">): CustomerByPhone =>
  async (phone) => {
    try {
      return ok((await identity.findCustomerByPhone({ phone })).customerId);
    } catch (error) {
      const { code } = ConnectError.from(error);
      if (code === Code.NotFound) return refuse({ kind: "customer-unknown" });
      if (code === Code.InvalidArgument) return refuse({ kind: "phone-not-valid" });
      if (notReachable.has(code)) return refuse({ kind: "identity-not-reachable" });
      throw error;
    }
  };

const notReachable: ReadonlySet<Code> = new Set([Code.Unavailable, Code.DeadlineExceeded, Code.Aborted]);
