import type { ImportedGroup, ImportedNas, ImportedSubscriber } from "@beacom/freeradius-sql";

/** What a database of FreeRADIUS says, with as little as there can be. */
export const aSubscriber = (more: Partial<ImportedSubscriber> = {}): ImportedSubscriber => ({
  username: "thandi",
  password: { scheme: "cleartext", password: "umbrella" },
  disabled: false,
  sessionLimits: [],
  callingStationIds: [],
  nasAddresses: [],
  replies: [],
  groups: [],
  notUnderstood: [],
  ...more,
});

export const aGroup = (name: string, more: Partial<ImportedGroup> = {}): ImportedGroup => ({
  name,
  disabled: false,
  sessionLimits: [],
  callingStationIds: [],
  nasAddresses: [],
  replies: [],
  fallThrough: false,
  overrides: [],
  notUnderstood: [],
  ...more,
});

export const aRouter = (more: Partial<ImportedNas> = {}): ImportedNas => ({
  name: "tower-1",
  address: { kind: "address", address: "10.0.0.1" },
  type: "other",
  secret: "a-secret-of-16-or-more",
  notUnderstood: [],
  ...more,
});
