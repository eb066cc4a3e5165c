import { isDeepStrictEqual } from "node:util";
import { ok, type Result, refuse } from "@beacom/result";
import type { OperatorSettings } from "#domain/settings";

export type SettingsVersion = {
  /** From 1 on, without gaps. */
  readonly version: number;
  readonly settings: OperatorSettings;
  readonly validFrom: Date;
  readonly by: string;
  readonly reason: string;
  readonly at: Date;
};
export type ChangeSettings = {
  /** The one that was looked at when the change was made; 0 if there was none. */
  readonly expectedVersion: number;
  readonly settings: OperatorSettings;
  /** Null: from now on. */
  readonly validFrom: Date | null;
  readonly by: string;
  readonly reason: string;
};
export type ChangeSettingsRefusal =
  | { readonly kind: "settings-changed-meanwhile"; readonly version: number; readonly changed: readonly string[] }
  | {
      readonly kind:
        | "version-unknown"
        | "nothing-changed"
        | "reason-missing"
        | "reason-too-long"
        | "valid-from-passed"
        | "valid-from-too-late";
    };

const yearMs = 366 * 86_400_000;

/**
 * The next version. Nothing is ever valid from a moment that has passed: documents have been issued by then. A change that begins before another
 * that was planned takes its place, because whoever makes it has seen the plan.
 */
export function decideChangeSettings(
  history: readonly SettingsVersion[],
  { expectedVersion, settings, validFrom, by, reason }: ChangeSettings,
  at: Date,
): Result<SettingsVersion, ChangeSettingsRefusal> {
  const latest = history.at(-1);
  const version = latest?.version ?? 0;
  const seen = history.find((known) => known.version === expectedVersion);
  if (expectedVersion !== 0 && !seen) return refuse({ kind: "version-unknown" });
  if (expectedVersion !== version)
    return refuse({
      kind: "settings-changed-meanwhile",
      version,
      changed: changedFields(seen?.settings, latest?.settings),
    });
  if (reason.trim() === "") return refuse({ kind: "reason-missing" });
  if (reason.length > 1_000) return refuse({ kind: "reason-too-long" });
  const from = validFrom ?? at;
  if (from < at) return refuse({ kind: "valid-from-passed" });
  if (from.getTime() - at.getTime() > yearMs) return refuse({ kind: "valid-from-too-late" });
  const isSame = changedFields(latest?.settings, settings).length === 0;
  // The same settings sooner than they were planned for are a change too.
  if (latest && isSame && (latest.validFrom <= at || from.getTime() === latest.validFrom.getTime()))
    return refuse({ kind: "nothing-changed" });
  return ok({ version: version + 1, settings, validFrom: from, by, reason: reason.trim(), at });
}

/** What holds at a moment: of all that have begun, the one that was decided on last. */
export const settingsAt = (history: readonly SettingsVersion[], at: Date): SettingsVersion | undefined =>
  history.findLast((known) => known.validFrom <= at);

/** Names of the settings in which two differ. */
export function changedFields(a: OperatorSettings | undefined, b: OperatorSettings | undefined): readonly string[] {
  const names = Object.keys(b ?? a ?? {}) as (keyof OperatorSettings)[];
  return names.filter((name) => !isDeepStrictEqual(a?.[name], b?.[name]));
}
