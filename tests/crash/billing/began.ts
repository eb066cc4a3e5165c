/** When everything is prepared. */
export const began = new Date("2026-11-22T08:00:00Z");
