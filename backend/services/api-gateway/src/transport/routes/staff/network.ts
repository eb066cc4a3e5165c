import { RadiusService } from "@beacom/proto/radius/v1/radius";
import { RadiusAdminService } from "@beacom/proto/radius/v1/radius_admin";
import type { App, RouteContext } from "#transport/routes/route-context";
import { serviceRoutes } from "#transport/routes/staff/service-route";

const radius = RadiusService.method;
const admin = RadiusAdminService.method;

/** Sessions, routers, pools, and what RADIUS would answer and why. */
export function staffNetworkRoutes(app: App, { call }: RouteContext): void {
  serviceRoutes(app, call, "network", [
    ["GET /v1/staff/sessions", "radius.read", radius.listSessions, "Sessions by customer, router, address or name"],
    ["POST /v1/staff/sessions/:sessionId/disconnect", "radius.disconnect", radius.disconnect, "End a session"],
    ["GET /v1/staff/nas", "radius.read", radius.listNas, "Routers"],
    ["PUT /v1/staff/nas/:name", "radius.write", radius.putNas, "Add or change a router"],
    ["DELETE /v1/staff/nas/:name", "radius.write", radius.removeNas, "Remove a router"],
    ["GET /v1/staff/radius/status", "radius.read", admin.getRadiusStatus, "How RADIUS is"],
    ["POST /v1/staff/radius/explain", "radius.read", admin.explainAccess, "What RADIUS would answer now, and why"],
    ["GET /v1/staff/radius/pools", "radius.read", admin.listPools, "Address pools"],
    ["PUT /v1/staff/radius/pools/:name", "radius.write", admin.putPool, "Add or change a pool"],
    ["DELETE /v1/staff/radius/pools/:name", "radius.write", admin.removePool, "Remove a pool"],
    ["GET /v1/staff/radius/policies/:kind", "radius.read", admin.listPolicy, "Profiles and kinds of routers"],
    ["PUT /v1/staff/radius/policies/:kind/:name", "radius.write", admin.putPolicy, "Add or change one"],
    ["DELETE /v1/staff/radius/policies/:kind/:name", "radius.write", admin.removePolicy, "Remove one"],
    ["GET /v1/staff/customers/:customerId/network", "radius.read", admin.getAccess, "Profile, devices and addresses"],
    [
      "PUT /v1/staff/customers/:customerId/network",
      "radius.write",
      admin.setAccess,
      "Another profile, personal attributes",
    ],
    [
      "PUT /v1/staff/customers/:customerId/devices/:mac",
      "radius.write",
      admin.putDevice,
      "Let a device in by its address",
    ],
    ["DELETE /v1/staff/devices-by-mac/:mac", "radius.write", admin.removeDevice, "Let a device in no more"],
    [
      "GET /v1/staff/radius/changes",
      "radius.read",
      admin.listDynamicAuthorizations,
      "CoA and Disconnect that were sent",
    ],
    ["POST /v1/staff/radius/mass-changes/preview", "radius.read", admin.previewMassChange, "Whom it would reach"],
    [
      "POST /v1/staff/radius/mass-changes",
      "radius.disconnect",
      admin.startMassChange,
      "Change many sessions",
      { status: 201 },
    ],
    ["GET /v1/staff/radius/mass-changes", "radius.read", admin.listMassChanges, "Those of late"],
    ["GET /v1/staff/radius/mass-changes/:massChangeId", "radius.read", admin.getMassChange, "How far one is"],
    ["POST /v1/staff/radius/mass-changes/:massChangeId/cancel", "radius.disconnect", admin.cancelMassChange, "Stop it"],
    ["GET /v1/staff/radius/quarantine", "radius.read", admin.listQuarantine, "Reports that contradict themselves"],
    ["POST /v1/staff/radius/quarantine/:id", "radius.write", admin.settleQuarantined, "Settle one"],
    ["GET /v1/staff/radius/certificates", "radius.read", admin.listCertificates, "Certificates, newest first"],
    ["GET /v1/staff/radius/authority", "radius.read", admin.getAuthority, "The authority that devices trust"],
    ["POST /v1/staff/radius/certificates", "radius.certificates", admin.issueCertificate, "Issue one", { status: 201 }],
    [
      "POST /v1/staff/radius/certificates/:serialNumber/renew",
      "radius.certificates",
      admin.renewCertificate,
      "Renew one",
    ],
    [
      "POST /v1/staff/radius/certificates/:serialNumber/revoke",
      "radius.certificates",
      admin.revokeCertificate,
      "Revoke one",
    ],
    ["GET /v1/staff/radius/realms", "radius.read", admin.listRealms, "Users of other operators"],
    ["PUT /v1/staff/radius/realms/:name", "radius.write", admin.putRealm, "Add or change a realm"],
    ["DELETE /v1/staff/radius/realms/:name", "radius.write", admin.removeRealm, "Remove a realm"],
    ["GET /v1/staff/radius/home-servers", "radius.read", admin.listHomeServers, "Servers that decide about them"],
    ["PUT /v1/staff/radius/home-servers/:name", "radius.write", admin.putHomeServer, "Add or change one"],
    ["DELETE /v1/staff/radius/home-servers/:name", "radius.write", admin.removeHomeServer, "Remove one"],
  ]);
}
