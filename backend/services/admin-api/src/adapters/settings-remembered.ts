import type { Clock } from "@beacom/time";
import type { SettingsViews } from "#application/settings";

/** A change made elsewhere is seen after so long. */
const rememberedMs = 5_000;

/** Every page of a portal asks for the operator's name: the history, which is short and seldom changes, is kept for some seconds. */
export function rememberedSettings(views: SettingsViews, clock: Clock): SettingsViews & { forget(): void } {
  let remembered: { readonly atMs: number; readonly history: ReturnType<SettingsViews["history"]> } | undefined;
  const forget = (): void => void (remembered = undefined);
  return {
    forget,
    history() {
      const nowMs = clock().getTime();
      if (remembered && Math.abs(nowMs - remembered.atMs) < rememberedMs) return remembered.history;
      const asked = { atMs: nowMs, history: views.history() };
      remembered = asked;
      asked.history.catch(() => {
        if (remembered === asked) forget();
      });
      return asked.history;
    },
    logo: (digest) => views.logo(digest),
  };
}
