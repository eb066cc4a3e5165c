import type { AccessProfile } from "#domain/policy/access-profile";
import { type WeeklyWindow, windowsAt } from "#domain/policy/weekly-window";

export type HoursStore = {
  /**
   * Wants a change of every open session of these profiles, and of those whose subscribers' time is over, and remembers until when this has
   * been done; all in one transaction, by one process at a time. `changed` is asked with the time until which it was done before.
   */
  follow(
    at: Date,
    changed: (since: Date) => readonly string[],
    expired: { valid: readonly { profile: string; seconds: number }[] },
  ): Promise<number>;
};

/**
 * Time passes for live sessions too: where a profile's hours or speeds change, its sessions are brought to what holds from now on, and whoever's
 * time is over is asked to leave. Session-Timeout says the same to the router; not every router keeps to it.
 */
export const followHoursWith =
  (deps: {
    store: HoursStore;
    profiles: () => ReadonlyMap<string, AccessProfile>;
    localOffsetMs: (atMs: number) => number;
    clock: () => Date;
  }) =>
  async (): Promise<number> => {
    const at = deps.clock();
    const profiles = [...deps.profiles().values()];
    const changedSince = (since: Date): readonly string[] =>
      profiles.filter((profile) => changedBetween(profile, since, at, deps.localOffsetMs)).map(({ name }) => name);
    const valid = profiles.flatMap(({ name, validSeconds }) =>
      validSeconds === undefined ? [] : [{ profile: name, seconds: validSeconds }],
    );
    return deps.store.follow(at, changedSince, { valid });
  };

function changedBetween(
  { hours, speeds }: AccessProfile,
  since: Date,
  until: Date,
  localOffsetMs: (atMs: number) => number,
): boolean {
  const changed = (windows: readonly WeeklyWindow[]): boolean => {
    if (windows.length === 0) return false;
    const offset = localOffsetMs(since.getTime());
    return windowsAt(windows, since.getTime() + offset).changesAtLocalMs - offset <= until.getTime();
  };
  return changed(hours) || speeds.some(({ windows }) => changed(windows));
}
