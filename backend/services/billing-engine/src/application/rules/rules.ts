import { type Clock, type LocalDate, localDate } from "@beacom/time";
import type { StreamKind, StreamOf, Streams } from "#application/streams";
import { rateOn } from "#domain/postpaid/vat";
import {
  type HouseRules,
  type HouseRulesEvent,
  type RulesSet,
  rulesAfter,
  rulesInForce,
} from "#domain/rules/house-rules";

export const ruleHistories: StreamKind<RulesSet, HouseRulesEvent> = { name: "rules", fold: rulesAfter };
/** There is one, so it needs no id. */
export const ruleHistory: StreamOf<RulesSet, HouseRulesEvent> = { kind: ruleHistories, id: "" };

/**
 * The rules as this process knows them, so that no decision has to wait for them. Another process may have changed them less than a
 * refresh ago: a rate of VAT is therefore set a day ahead, and for the rest some seconds are as good as others.
 */
export type RulesKnown = {
  readonly now: () => HouseRules;
  /** The standard rate today, in basis points. */
  readonly vatToday: () => bigint;
  readonly refresh: () => Promise<void>;
};

export function rulesKnown(ports: { streams: Streams; beginning: HouseRules; clock: Clock; zone: string }): RulesKnown {
  const { streams, beginning, clock, zone } = ports;
  let rules = beginning;
  const dayOf = daysRemembered(zone);
  return {
    now: () => rules,
    vatToday: () => rateOn(rules.vatRates, "standard", dayOf(clock())),
    async refresh() {
      rules = rulesInForce(await streams.state(ruleHistory), beginning);
    },
  };
}

/** To ask the calendar costs more than a whole charging decision, and a minute is always within one day. */
function daysRemembered(zone: string): (at: Date) => LocalDate {
  let minute = Number.NaN;
  let day: LocalDate;
  return (at) => {
    const now = Math.floor(at.getTime() / 60_000);
    if (now !== minute) {
      minute = now;
      day = localDate(at, zone);
    }
    return day;
  };
}
