import type { ImportedNas, ImportedSubscriber, Source } from "@beacom/freeradius-sql";
import type { RadiusHere } from "#commands/radius/here";
import type { ProfileKeeper } from "#commands/radius/import/import-profiles";
import type { ProfileBook } from "#commands/radius/import/profile-book";
import { routersByAddress } from "#commands/radius/import/router";
import { orderOf, type SubscriberOrder } from "#commands/radius/import/subscriber";
import { type Outcome, outcomes, type Tally } from "#commands/radius/import/tally";
import { countInWords, durationInWords } from "#console/units";

type Importing = {
  routers: readonly ImportedNas[];
  book: ProfileBook;
  profiles: ProfileKeeper;
  tally: Tally;
  dryRun: boolean;
};

/** Batch after batch, as they come out of the database. */
export async function importSubscribers(here: RadiusHere, source: Source, importing: Importing): Promise<void> {
  const { terminal } = here;
  const { tally } = importing;
  const routersAt = routersByAddress(importing.routers);
  const fromMs = performance.now();
  let read = 0;
  for await (const batch of source.subscribers()) {
    const orders = batch.filter(isSomebody).map((subscriber) => orderOf(subscriber, importing.book, routersAt));
    for (const subscriber of batch.filter((one) => !isSomebody(one)))
      tally.notes("subscribers", subscriber.username || "(no name)", subscriber.notUnderstood);
    await importBatch(here, orders, importing);
    read += batch.length;
    terminal.progress(progressInWords(read, source.counts.subscribers, (performance.now() - fromMs) / 1000));
  }
  if (source.namesIgnoreCase) {
    const why =
      "The database does not tell capitals from small letters in usernames; routers must send them as they are written.";
    tally.notes("subscribers", "all of them", [{ why }]);
  }
}

/** FreeRADIUS' own names for everybody and nobody. */
const isSomebody = ({ username }: ImportedSubscriber): boolean => username !== "" && username !== "DEFAULT";

async function importBatch(
  { admin }: RadiusHere,
  orders: readonly SubscriberOrder[],
  importing: Importing,
): Promise<void> {
  const { profiles, tally, dryRun } = importing;
  const ready: SubscriberOrder[] = [];
  for (const order of orders) {
    const { username } = order.subscriber;
    tally.notes("subscribers", username ?? "", order.notes);
    const why = order.profile && (await profiles.keep(order.profile));
    if (why === undefined) ready.push(order);
    else tally.outcome("subscribers", username ?? "", "refused", `its profile could not be made: ${why}`);
  }
  if (ready.length === 0) return;
  // In a dry run nobody can have a profile that is only thought of.
  const thoughtOf = ready.map(({ profile }) => profile !== undefined && !profiles.isThere(profile.name));
  const subscribers = ready.map(({ subscriber }, at) => (thoughtOf[at] ? { ...subscriber, profile: "" } : subscriber));
  const answer = await admin.importSubscribers({ subscribers, dryRun }, { timeoutMs: 120_000 });
  for (const [at, { username, outcome, why }] of answer.outcomes.entries()) {
    const changed = outcome === "unchanged" && thoughtOf[at] === true;
    tally.outcome("subscribers", username, changed ? "changed" : outcomeOf(outcome), why);
  }
}

function outcomeOf(text: string): Outcome {
  const known = outcomes.find((outcome) => outcome === text);
  if (known === undefined) throw new Error(`the server says that a subscriber is ${text}`);
  return known;
}

export function progressInWords(read: number, all: number, seconds: number): string {
  const perSecond = seconds > 0 ? read / seconds : 0;
  const left = perSecond > 0 && all > read ? `, ${durationInWords((all - read) / perSecond)} left` : "";
  return `subscribers: ${countInWords(read)} of ${countInWords(all)}, ${countInWords(Math.round(perSecond))} a second${left}`;
}
