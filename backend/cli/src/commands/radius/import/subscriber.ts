import type { ImportedSubscriber, ReplyItem } from "@beacom/freeradius-sql";
import { serialiseStoredPassword } from "@beacom/password-hash";
import type { ImportedSubscriberSchema } from "@beacom/proto/radius/v1/radius_admin";
import type { JsonObject, MessageInitShape } from "@bufbuild/protobuf";
import type { Note, TakeNote } from "#commands/radius/import/note";
import { type ProfileBook, termsInChain, type WantedProfile } from "#commands/radius/import/profile-book";
import { extrasOf, hoursOf, simultaneousUseOf } from "#commands/radius/import/profile-definition";
import { type Terms, termsOf } from "#commands/radius/import/terms";

export type SubscriberOrder = {
  subscriber: MessageInitShape<typeof ImportedSubscriberSchema>;
  /** Undefined: the default one. */
  profile: WantedProfile | undefined;
  notes: readonly Note[];
};

/** The names of routers at an address. */
export type RoutersAt = (address: string) => readonly string[];

/** One login of the other system as this server keeps it: what its groups say is in the profile, what is its own stays its own. */
export function orderOf(
  from: ImportedSubscriber,
  book: Pick<ProfileBook, "chainOf" | "profileFor">,
  routersAt: RoutersAt,
): SubscriberOrder {
  const notes: Note[] = [...from.notUnderstood];
  const note: TakeNote = (one) => void notes.push(one);
  const { chain, notes: aboutGroups } = book.chainOf(from.groups);
  notes.push(...aboutGroups);
  const own = termsOf(from);
  const ofGroups = termsInChain(chain);
  const terms = termsInChain(chain, own);
  const { profile, notes: aboutProfile } = book.profileFor(profileTerms(terms, own, ofGroups), chain);
  notes.push(...aboutProfile);
  if (terms.fixedIp !== undefined && terms.fixedIp !== own.fixedIp)
    note({ attribute: "Framed-IP-Address", why: "One address for all members of a group is nobody's here." });
  if (from.person) note({ why: "Names, phones and addresses stay in daloRADIUS; the login alone comes over." });
  if (from.plan !== undefined)
    note({
      attribute: "plan",
      value: from.plan,
      why: "What is paid for stays in daloRADIUS; billing here has plans of its own.",
    });
  return {
    subscriber: {
      username: from.username,
      password: passwordOf(from, note),
      profile: profile?.name ?? "",
      personal: personalOf(from, { own, ofGroups, terms, routersAt, note }),
      downBitsPerSecond: BigInt(terms.rate?.downBitsPerSecond ?? 0),
      upBitsPerSecond: BigInt(terms.rate?.upBitsPerSecond ?? 0),
    },
    profile,
    notes,
  };
}

/** All that holds, without what a subscriber's own settings say beside the profile. */
function profileTerms(terms: Terms, own: Terms, ofGroups: Terms): Terms {
  const { fixedIp: _, expiresAt: __, simultaneousUse: ___, loginTimes: ____, ...rest } = terms;
  return {
    ...rest,
    ...(own.rate !== undefined && terms.rate === own.rate && { rateIsOwn: true }),
    ...(ofGroups.simultaneousUse !== undefined && { simultaneousUse: ofGroups.simultaneousUse }),
    ...(ofGroups.loginTimes !== undefined && { loginTimes: ofGroups.loginTimes }),
    replies: terms.replies.filter((reply) => !own.replies.includes(reply)),
  };
}

const mostAttributes = 50;

function personalOf(
  from: ImportedSubscriber,
  {
    own,
    ofGroups,
    terms,
    routersAt,
    note,
  }: { own: Terms; ofGroups: Terms; terms: Terms; routersAt: RoutersAt; note: TakeNote },
): JsonObject {
  const hours = ofGroups.loginTimes === undefined ? hoursOf(own.loginTimes, note) : undefined;
  const devices = ofGroups.simultaneousUse === undefined ? simultaneousUseOf(own.simultaneousUse, note) : undefined;
  const never = terms.loginTimes?.length === 0;
  const nasNames = routerNamesOf(from.nasAddresses, routersAt, note);
  const { routes, prefix, delegated, others } = sorted(terms.replies.filter((reply) => own.replies.includes(reply)));
  const attributes = extrasOf(others, mostAttributes, note);
  return {
    ...((from.disabled || never) && { disabled: true }),
    ...(terms.expiresAt && { expiresAt: terms.expiresAt.toISOString() }),
    ...(own.fixedIp !== undefined && terms.fixedIp === own.fixedIp && { address: own.fixedIp }),
    ...(prefix !== undefined && { prefix }),
    ...(delegated !== undefined && { delegated }),
    ...(routes.length > 0 && { routes }),
    ...(devices && { simultaneousUse: devices }),
    ...(from.callingStationIds.length > 0 && { callingStationIds: [...from.callingStationIds] }),
    ...(nasNames.length > 0 && { nasNames }),
    ...(hours && { hours }),
    ...(attributes.length > 0 && { attributes }),
  };
}

/** What has a place of its own among a subscriber's settings, and the rest. */
function sorted(replies: readonly ReplyItem[]) {
  const routes = replies.filter(({ attribute }) => attribute === "Framed-Route");
  const [prefix, ...morePrefixes] = replies.filter(({ attribute }) => attribute === "Framed-IPv6-Prefix");
  const [delegated, ...moreDelegated] = replies.filter(({ attribute }) => attribute === "Delegated-IPv6-Prefix");
  const placed = new Set<ReplyItem | undefined>([...routes, prefix, delegated]);
  return {
    routes: routes.map(({ value }) => value),
    prefix: prefix?.value,
    delegated: delegated?.value,
    others: [...replies.filter((reply) => !placed.has(reply)), ...morePrefixes, ...moreDelegated],
  };
}

function routerNamesOf(addresses: readonly string[], routersAt: RoutersAt, note: TakeNote): string[] {
  const names = new Set<string>();
  for (const address of addresses) {
    const found = routersAt(address);
    for (const name of found) names.add(name);
    if (found.length === 0)
      note({ attribute: "NAS-IP-Address", op: "==", value: address, why: "No router that is known has this address." });
  }
  return [...names];
}

function passwordOf({ password, disabled }: ImportedSubscriber, note: TakeNote): string {
  if (password === undefined) {
    if (!disabled) note({ why: "It has no password that can be kept; a new one is made." });
    return "";
  }
  if (password.scheme !== "lm") return serialiseStoredPassword(password);
  note({
    attribute: "LM-Password",
    value: "(a secret)",
    why: "LAN Manager's hash opens nothing here; a new password is made.",
  });
  return "";
}
