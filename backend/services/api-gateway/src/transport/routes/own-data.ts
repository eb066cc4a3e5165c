import { ErasureService, PrivacyService } from "@beacom/proto/identity/v1/privacy";
import { RicaService } from "@beacom/proto/identity/v1/rica";
import type { App, RouteContext } from "#transport/routes/route-context";
import { ownServiceRoutes } from "#transport/routes/staff/service-route";

const privacy = PrivacyService.method;
const erasure = ErasureService.method;
const rica = RicaService.method;
/** A scan of 5 MB in base 64. */
const bodyLimit = 7 * 1024 * 1024;

/** What customers have a right to about their own data (POPIA), and how they prove who they are (RICA). */
export function ownDataRoutes(app: App, { call }: RouteContext): void {
  ownServiceRoutes(app, call, "own data", [
    ["GET /v1/me/consents", privacy.getConsents, "What one agreed to be sent"],
    ["PUT /v1/me/consents", privacy.sayConsent, "Agree to it, or not any more"],
    ["GET /v1/me/exports", privacy.listExports, "Copies of everything that is kept about one"],
    ["POST /v1/me/exports", privacy.askExport, "Ask for a copy", { status: 201 }],
    ["POST /v1/me/exports/:exportId/download", privacy.downloadExport, "The file, within seven days"],
    ["PUT /v1/me/erasure", erasure.askErasure, "Ask to be forgotten: in thirty days, as far as the law lets go"],
    ["DELETE /v1/me/erasure", erasure.withdrawErasure, "Stay after all"],
  ]);
  ownServiceRoutes(app, call, "rica", [
    ["GET /v1/me/rica", rica.getStanding, "How far the verification of one's identity is"],
    ["POST /v1/me/rica/evidence", rica.addEvidence, "Add a paper", { status: 201, bodyLimit }],
    ["POST /v1/me/rica/submit", rica.submit, "Hand the papers in"],
  ]);
}
