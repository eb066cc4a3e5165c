import { moneyJson } from "#application/from-proto";
import { personOf } from "#transport/people";
import type { App, RouteContext } from "#transport/routes/route-context";
import { VoucherRedeemed, VoucherToRedeem } from "#transport/schemas/vouchers";

/** The code is its own key: the same customer is told again what it brought, and it never counts twice. */
export function voucherRoutes(app: App, { services: { vouchers } }: RouteContext) {
  app.post(
    "/v1/me/vouchers",
    {
      config: { access: "customer", level: "pay" },
      schema: {
        tags: ["billing"],
        summary: "Redeem a voucher",
        description: "`try-again-later` comes with `facts.retryAt` and a Retry-After header.",
        body: VoucherToRedeem,
        response: { 200: VoucherRedeemed },
      },
    },
    async (request) => {
      const { customerId } = personOf(request);
      // In the gateway's own name: of the address, which limits guessing, only a service is believed.
      const redeemed = await vouchers.redeemVoucher({ customerId, code: request.body.code, address: request.ip });
      return {
        worth: moneyJson(redeemed.worth),
        available: moneyJson(redeemed.available),
        planId: redeemed.planId || null,
        planActivated: redeemed.planActivated,
        repeated: redeemed.repeated,
      };
    },
  );
}
