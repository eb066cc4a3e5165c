/** The operator's own number; set `VITE_SUPPORT_PHONE` when building. */
export const supportPhone: string = import.meta.env["VITE_SUPPORT_PHONE"] ?? "0800 000 000";
