/** What this device remembers. Private windows may refuse storage: then it forgets, and nothing else changes. */
export const device = {
  read(name: string): string | undefined {
    try {
      return localStorage.getItem(`beacom.${name}`) ?? undefined;
    } catch {
      return undefined;
    }
  },
  write(name: string, value: string | undefined): void {
    try {
      if (value === undefined) localStorage.removeItem(`beacom.${name}`);
      else localStorage.setItem(`beacom.${name}`, value);
    } catch {
      // Remembering is a comfort, never a condition.
    }
  },
};

const forgetful = new Map<string, string>();

/** For what must survive a reload if it can at all, and a change of screen in any case. */
export const keyStorage: Pick<Storage, "getItem" | "setItem" | "removeItem"> = {
  getItem(name) {
    try {
      return localStorage.getItem(name) ?? forgetful.get(name) ?? null;
    } catch {
      return forgetful.get(name) ?? null;
    }
  },
  setItem(name, value) {
    forgetful.set(name, value);
    try {
      localStorage.setItem(name, value);
    } catch {
      // Kept in memory above.
    }
  },
  removeItem(name) {
    forgetful.delete(name);
    try {
      localStorage.removeItem(name);
    } catch {
      // Nothing was kept there.
    }
  },
};
