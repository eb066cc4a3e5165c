import type { Money } from "@beacom/money";
import type { Conditions } from "#items/conditions";
import type { NotUnderstood } from "#items/item";
import type { Service } from "#items/service";

/** One login of the other system, in neutral values. Every row of it is in a field, in `replies` or in `notUnderstood`. */
export type ImportedSubscriber = Conditions &
  Service & {
    readonly username: string;
    /** In the order in which FreeRADIUS asks them; none where Fall-Through = No keeps it from asking any. */
    readonly groups: readonly { readonly name: string; readonly priority: number }[];
    /** Of daloRADIUS. */
    readonly person?: Person;
    readonly plan?: string;
    readonly hotspot?: string;
    readonly notUnderstood: readonly NotUnderstood[];
  };

export type Person = {
  readonly firstName?: string;
  readonly lastName?: string;
  readonly company?: string;
  readonly department?: string;
  readonly email?: string;
  /** Mobile, home, work: each once. */
  readonly phones: readonly string[];
  readonly address?: {
    readonly street?: string;
    readonly city?: string;
    readonly state?: string;
    readonly postalCode?: string;
    readonly country?: string;
  };
  readonly notes?: string;
};

/**
 * A group of subscribers. In a group, `callingStationIds` and `nasAddresses` say for which requests it counts at all: a
 * login from elsewhere passes it over and is not refused.
 */
export type ImportedGroup = Omit<Conditions, "password"> &
  Service & {
    readonly name: string;
    /** The next group counts as well: FreeRADIUS stops at the first that matches unless this says otherwise. */
    readonly fallThrough: boolean;
    /** Attributes that win over the subscriber's own. */
    readonly overrides: readonly string[];
    readonly notUnderstood: readonly NotUnderstood[];
  };

export type ImportedNas = {
  readonly name: string;
  readonly address:
    | { readonly kind: "address"; readonly address: string }
    | { readonly kind: "network"; readonly address: string; readonly prefixLength: number }
    /** A name that FreeRADIUS looked up when it started. */
    | { readonly kind: "host"; readonly hostName: string };
  readonly type: string;
  readonly secret: string;
  readonly snmpCommunity?: string;
  readonly description?: string;
  readonly notUnderstood: readonly NotUnderstood[];
};

/** A billing plan of daloRADIUS. Its speed is in its groups: what the plan itself says of it has no unit and no effect. */
export type ImportedPlan = {
  readonly name: string;
  readonly active: boolean;
  readonly type?: string;
  readonly price?: Money;
  readonly setupPrice?: Money;
  /** Charged again each of these; absent for a plan that is bought once. */
  readonly recurringPeriod?: string;
  readonly groups: readonly string[];
  readonly notUnderstood: readonly NotUnderstood[];
};
