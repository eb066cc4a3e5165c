/** Accounts that are read instead of their long histories. */
export type Snapshots = {
  /** Says in words which of them are not what their events lead to. */
  compare(signal?: AbortSignal): Promise<readonly string[]>;
};
