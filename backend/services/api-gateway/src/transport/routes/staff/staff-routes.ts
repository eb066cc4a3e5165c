import type { App, RouteContext } from "#transport/routes/route-context";
import { staffCustomerSecurityRoutes } from "#transport/routes/staff/customer-security";
import { staffCustomerRoutes } from "#transport/routes/staff/customers";
import { staffMoneyRoutes } from "#transport/routes/staff/money";
import { staffNetworkRoutes } from "#transport/routes/staff/network";
import { operatorRoutes } from "#transport/routes/staff/operator";
import { staffPasskeyRoutes } from "#transport/routes/staff/passkeys";
import { staffSignInRoutes } from "#transport/routes/staff/sign-in";
import { teamRoutes } from "#transport/routes/staff/team";

/** What those who work for the operator do, under /v1/staff. */
export function staffRoutes(app: App, context: RouteContext): void {
  staffSignInRoutes(app, context);
  staffPasskeyRoutes(app, context);
  staffCustomerSecurityRoutes(app, context);
  teamRoutes(app, context);
  staffCustomerRoutes(app, context);
  staffMoneyRoutes(app, context);
  staffNetworkRoutes(app, context);
  operatorRoutes(app, context);
}
