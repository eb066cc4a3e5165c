import type { AskRefusal } from "#conversation";

/** The router tells these apart only in its English; categories are missing in most traps. */
export const isAbsentMenu = (refusal: AskRefusal): boolean =>
  refusal.kind === "trap" && /^no such command/i.test(refusal.message);

export const isAbsentItem = (refusal: AskRefusal): boolean =>
  refusal.kind === "trap" && /^no such item/i.test(refusal.message);

/** The item may not be changed at all (RouterOS made it), or not by this user of the API. */
export const isReadOnly = (refusal: AskRefusal): boolean =>
  refusal.kind === "trap" && /dynamic|read.?only|not enough permissions|not permitted|builtin/i.test(refusal.message);
