import type { ImportedGroup, ImportedSubscriber, Rate, ReplyItem, SessionLimit } from "@beacom/freeradius-sql";

/** What a login gets and under which conditions, from a subscriber's own rows and from those of the groups that count for it. */
export type Terms = {
  rate?: Rate;
  /** The rate is the subscriber's own: it goes with the service, and the profile must not say another one. */
  rateIsOwn?: true;
  fixedIp?: string;
  pool?: string;
  sessionTimeoutSeconds?: number;
  idleTimeoutSeconds?: number;
  interimSeconds?: number;
  addressList?: string;
  replies: readonly ReplyItem[];
  simultaneousUse?: number;
  loginTimes?: ImportedSubscriber["loginTimes"];
  expiresAt?: Date;
  validSeconds?: number;
  sessionLimits: readonly SessionLimit[];
};

type Rows = ImportedGroup | ImportedSubscriber;

export const noTerms: Terms = { replies: [], sessionLimits: [] };

export function termsOf(rows: Rows): Terms {
  const { replies, sessionLimits, expiresAfterFirstLoginSeconds } = rows;
  return {
    ...given(rows, services),
    ...given(rows, conditions),
    ...(expiresAfterFirstLoginSeconds !== undefined && { validSeconds: expiresAfterFirstLoginSeconds }),
    replies,
    sessionLimits,
  };
}

/**
 * The terms with one more group, as FreeRADIUS does it: what its replies say with "=" is added where nothing is there yet, with ":=" in
 * place of what is there, with "+=" beside it; what its checks say (":=") stands in place of what was there, the subscriber's own as well.
 */
export function withGroup(before: Terms, group: ImportedGroup): Terms {
  const its = termsOf(group);
  const overridden = new Set(group.overrides);
  const wins = (service: Service): boolean => attributesOfService[service].some((name) => overridden.has(name));
  const kept = before.replies.filter(({ attribute }) => !overridden.has(attribute));
  const there = new Set(kept.map(({ attribute }) => attribute));
  const added = its.replies.filter(({ attribute, op }) => op !== "=" || !there.has(attribute));
  const winning = services.filter(
    (service) => its[service] !== undefined && (wins(service) || before[service] === undefined),
  );
  return {
    ...before,
    ...given(its, winning),
    ...given(its, conditions),
    ...(its.validSeconds !== undefined && { validSeconds: its.validSeconds }),
    replies: [...kept, ...added],
    sessionLimits: [...before.sessionLimits, ...its.sessionLimits],
  };
}

const conditions = ["simultaneousUse", "loginTimes", "expiresAt"] as const;
const services = [
  "rate",
  "fixedIp",
  "pool",
  "sessionTimeoutSeconds",
  "idleTimeoutSeconds",
  "interimSeconds",
  "addressList",
] as const;
type Service = (typeof services)[number];

/** Out of which attributes @beacom/freeradius-sql reads each of them. */
const attributesOfService: Readonly<Record<Service, readonly string[]>> = {
  rate: [
    "Mikrotik-Rate-Limit",
    "WISPr-Bandwidth-Max-Down",
    "WISPr-Bandwidth-Max-Up",
    "ChilliSpot-Bandwidth-Max-Down",
    "ChilliSpot-Bandwidth-Max-Up",
  ],
  fixedIp: ["Framed-IP-Address"],
  pool: ["Framed-Pool"],
  sessionTimeoutSeconds: ["Session-Timeout"],
  idleTimeoutSeconds: ["Idle-Timeout"],
  interimSeconds: ["Acct-Interim-Interval"],
  addressList: ["Mikrotik-Address-List"],
};

function given<T extends object, K extends keyof T>(
  of: T,
  names: readonly K[],
): { [Name in K]?: Exclude<T[Name], undefined> } {
  const entries = names.flatMap((name) => (of[name] === undefined ? [] : [[name, of[name]]]));
  return Object.fromEntries(entries) as { [Name in K]?: Exclude<T[Name], undefined> };
}
