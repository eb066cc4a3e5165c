import { createContext, useContext } from "react";
import type { Started } from "#start";

const AppContext = createContext<Started | undefined>(undefined);
export const AppProvider = AppContext.Provider;

export function useApp(): Started {
  const started = useContext(AppContext);
  if (!started) throw new Error("a screen was drawn outside of the app");
  return started;
}
