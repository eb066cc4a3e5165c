import { ok, type Result, refuse } from "@beacom/result";

/** After which delivery a page begins. */
export type Place = { createdAt: Date; messageId: string };

export const cursorOf = ({ createdAt, messageId }: Place): string => `${createdAt.getTime()}.${messageId}`;

export function placeOf(cursor: string): Result<Place | null, { kind: "cursor-unknown" }> {
  if (cursor === "") return ok(null);
  const [, ms, messageId] = /^(\d{1,15})\.(msg_[0-9a-z]{26})$/.exec(cursor) ?? [];
  if (ms === undefined || messageId === undefined) return refuse({ kind: "cursor-unknown" });
  return ok({ createdAt: new Date(Number(ms)), messageId });
}
