import type { StoredPassword } from "@beacom/password-hash";
import type { LoginWindow } from "#values/login-time";

/** A limit of online time that an sqlcounter keeps, by the name of its check item. */
export type SessionLimit = {
  readonly name: string;
  readonly seconds: number;
  readonly per: "hour" | "day" | "week" | "month" | "lifetime";
};

/** What check items say of a subscriber, or of all members of a group. */
export type Conditions = {
  readonly password: StoredPassword | undefined;
  /** Auth-Type := Reject. */
  readonly disabled: boolean;
  readonly expiresAt?: Date;
  /** Counted from the first login (Expire-After, Access-Period). */
  readonly expiresAfterFirstLoginSeconds?: number;
  readonly simultaneousUse?: number;
  readonly sessionLimits: readonly SessionLimit[];
  /** Local time of the FreeRADIUS server. An empty list is never. */
  readonly loginTimes?: readonly LoginWindow[];
  /** From one of these only; empty is from anywhere. */
  readonly callingStationIds: readonly string[];
  readonly nasAddresses: readonly string[];
  /** Pool-Name: the pool that FreeRADIUS itself gives addresses from. */
  readonly pool?: string;
};
