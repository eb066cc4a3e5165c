import type { Money as ProtoMoney } from "@beacom/proto/common/v1/common";
import { type Timestamp, timestampDate } from "@bufbuild/protobuf/wkt";
import { moneyOf } from "#transport/money-of";

/** As receivers read it: minor units are far below what a JSON number holds exactly, which the schema holds them to. */
export function shownMoney(amount: ProtoMoney | undefined): { minorUnits: number; currency: string } {
  moneyOf(amount);
  return { minorUnits: Number(amount?.minorUnits), currency: amount?.currency ?? "" };
}

export const instantOf = (timestamp: Timestamp | undefined, otherwise: Date): string =>
  (timestamp ? timestampDate(timestamp) : otherwise).toISOString();

export const orNull = (text: string): string | null => (text === "" ? null : text);
