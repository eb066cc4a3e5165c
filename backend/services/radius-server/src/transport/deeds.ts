import type { Deed } from "#transport/staff-deeds";

const deed = (permission: string, kind: string, action: string, ...names: readonly string[]): Deed => ({
  permission,
  kind,
  action: `${kind}.${action}`,
  names,
});
const [write, disconnect, certify] = ["radius.write", "radius.disconnect", "radius.certificates"] as const;

/** What staff change by RadiusService. */
export const radiusDeeds: Readonly<Record<string, Deed>> = {
  putNas: deed(write, "router", "put", "name"),
  removeNas: deed(write, "router", "removed", "name"),
  disconnect: deed(disconnect, "session", "disconnected", "sessionId"),
};

/** What staff change by RadiusAdminService. */
export const radiusAdminDeeds: Readonly<Record<string, Deed>> = {
  putPolicy: deed(write, "policy", "put", "name"),
  removePolicy: deed(write, "policy", "removed", "name"),
  putPool: deed(write, "pool", "put", "name"),
  removePool: deed(write, "pool", "removed", "name"),
  setAccess: deed(write, "customer", "access-set", "customerId"),
  putDevice: deed(write, "customer", "device-put", "customerId"),
  removeDevice: deed(write, "device", "removed", "mac"),
  settleQuarantined: deed(write, "quarantined-report", "settled", "id"),
  startMassChange: deed(disconnect, "mass-change", "started", "nasName", "profile", "level"),
  cancelMassChange: deed(disconnect, "mass-change", "cancelled", "massChangeId"),
  issueCertificate: deed(certify, "certificate", "issued", "owner"),
  renewCertificate: deed(certify, "certificate", "renewed", "serialNumber"),
  revokeCertificate: deed(certify, "certificate", "revoked", "serialNumber"),
  putHomeServer: deed(write, "home-server", "put", "name"),
  removeHomeServer: deed(write, "home-server", "removed", "name"),
  putRealm: deed(write, "realm", "put", "name"),
  removeRealm: deed(write, "realm", "removed", "name"),
  importSubscribers: deed(write, "subscribers", "imported"),
};
