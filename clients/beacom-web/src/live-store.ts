import type { LiveState, Notice } from "@beacom/api-client";
import { create } from "zustand";
import { device } from "#device";

const seen = (): string[] => device.read("seen-notices")?.split(" ").filter(Boolean) ?? [];

/** How fresh the screen is, and which pieces of news the person has put away. */
export const useLive = create<{
  state: LiveState;
  /** What the device says about its connection. */
  connected: boolean;
  /** Whether the last call was answered: a device may be connected to something that leads nowhere. */
  answered: boolean;
  latest: Notice | undefined;
  dismissed: readonly string[];
  dismiss: (key: string) => void;
}>((set) => ({
  state: "connecting",
  connected: navigator.onLine,
  answered: true,
  latest: undefined,
  dismissed: seen(),
  dismiss(key) {
    const dismissed = [...seen(), key].slice(-40);
    device.write("seen-notices", dismissed.join(" "));
    set({ dismissed });
  },
}));
