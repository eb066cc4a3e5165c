import type { Rate } from "#values/rate";

/** A row that goes into replies as it is. `op` is "=", ":=" or "+=", as in FreeRADIUS. */
export type ReplyItem = { readonly attribute: string; readonly op: string; readonly value: string };

/** What reply items give to a subscriber, or to all members of a group. What has no field of its own is in `replies`. */
export type Service = {
  readonly rate?: Rate;
  readonly fixedIp?: string;
  readonly pool?: string;
  readonly sessionTimeoutSeconds?: number;
  readonly idleTimeoutSeconds?: number;
  readonly interimSeconds?: number;
  readonly addressList?: string;
  readonly replies: readonly ReplyItem[];
};
