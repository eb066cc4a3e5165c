import { z } from "zod";
import { memberOf } from "#transport/people";
import type { App, RouteContext } from "#transport/routes/route-context";
import { Id } from "#transport/schemas/common";
import { WithReason } from "#transport/schemas/staff";

/** What staff do for customers who cannot sign in any more. */
export function staffCustomerSecurityRoutes(app: App, { services: { security } }: RouteContext): void {
  app.post(
    "/v1/staff/customers/:customerId/reset-second-factor",
    {
      config: { access: "staff", permission: "customers.restrict" },
      schema: {
        tags: ["staff"],
        summary: "For a customer who has lost phone and recovery codes; the password alone signs in again",
        params: z.object({ customerId: Id }),
        body: WithReason,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      await security.resetCustomerSecondFactor({ ...request.params, ...request.body }, memberOf(request));
      return reply.status(204).send(null);
    },
  );
}
