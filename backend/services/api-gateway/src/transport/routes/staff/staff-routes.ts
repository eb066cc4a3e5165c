import type { App, RouteContext } from "#transport/routes/route-context";
import { staffSignInRoutes } from "#transport/routes/staff/sign-in";
import { teamRoutes } from "#transport/routes/staff/team";

/** What those who work for the operator do, under /v1/staff. */
export function staffRoutes(app: App, context: RouteContext): void {
  staffSignInRoutes(app, context);
  teamRoutes(app, context);
}
