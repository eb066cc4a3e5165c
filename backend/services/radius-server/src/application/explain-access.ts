import { type Attribute, readNamed } from "@beacom/radius";
import { type Result, ok, refuse } from "@beacom/result";
import type { AccessAttributes } from "#application/access-attributes";
import type { LocalView } from "#application/local-view";
import { type AccessRefusal, rejectMessage } from "#domain/access";
import { plainStation } from "#domain/policy/entitlement";
import type { Subscriber } from "#domain/subscriber";

export type NamedText = { readonly name: string; readonly value: string };

export type Explanation = {
  readonly decision: "Access-Accept" | "Access-Reject" | "Proxied";
  readonly reason: string;
  readonly replyMessage: string;
  readonly because: readonly { readonly rule: string; readonly outcome: string }[];
  readonly attributes: readonly NamedText[];
  /** What a CoA to a live session would carry. */
  readonly change: readonly NamedText[];
  readonly subscriber: Subscriber | undefined;
  readonly profile: string;
};

export type ExplainRefusal = { readonly kind: "nas-unknown" };

/** What this NAS would get for this subscriber at that time, and why. Changes nothing: no address is given out, no login counted. */
export const explainAccessWith =
  (deps: {
    view: LocalView;
    attributes: AccessAttributes;
    find: (login: { username: string; mac: string | undefined }) => Promise<Subscriber | undefined>;
    /** Where a user of another operator would be asked about. */
    proxiedTo: (username: string) => string | undefined;
  }) =>
  async (asked: {
    who: string;
    nas: string;
    callingStationId: string;
    atMs: number;
  }): Promise<Result<Explanation, ExplainRefusal>> => {
    const { view } = deps;
    const nas = view.nasTable.byName(asked.nas);
    if (nas === undefined) return refuse({ kind: "nas-unknown" });
    const because: { rule: string; outcome: string }[] = [];
    const tell = (rule: string, outcome: string): void => void because.push({ rule, outcome });
    tell("router", `${nas.nas.name}, spoken to as ${nas.kind.title}`);
    const refused = (subscriber: Subscriber | undefined, reason: AccessRefusal["kind"]): Explanation => ({
      decision: "Access-Reject",
      reason,
      replyMessage: rejectMessage[reason],
      because,
      attributes: [],
      change: [],
      subscriber,
      profile: subscriber ? view.profileOf(subscriber).name : "",
    });
    const elsewhere = deps.proxiedTo(asked.who);
    if (elsewhere !== undefined) {
      tell("realm", `asked of ${elsewhere}`);
      return ok({ ...refused(undefined, "unknown-user"), decision: "Proxied", reason: "", replyMessage: "" });
    }
    const subscriber = await whoIs(asked.who, deps);
    if (subscriber === undefined) return ok(refused(undefined, "unknown-user"));
    tell("subscriber", `${subscriber.username} (${subscriber.customerId})`);
    const granted = deps.attributes.explain(
      subscriber,
      { nas, callingStationId: asked.callingStationId || undefined, atMs: asked.atMs },
      tell,
    );
    if (!granted.ok) return ok(refused(subscriber, granted.error.kind));
    const { entitled } = granted.value;
    const { simultaneousUse } = entitled;
    if (simultaneousUse) tell("devices at once", `${simultaneousUse.most}; then ${simultaneousUse.whenReached}`);
    if (entitled.endsAtMs !== undefined) tell("ends", new Date(entitled.endsAtMs).toISOString());
    const fixed = (what: "address" | "prefix" | "delegated") => {
      const source = entitled[what];
      return source?.from === "fixed" ? { [what]: source.address } : {};
    };
    const assigned = { ...fixed("address"), ...fixed("prefix"), ...fixed("delegated") };
    const { dictionary } = view.policy();
    const named = (attributes: readonly Attribute[]): NamedText[] =>
      Object.entries(readNamed({ attributes }, dictionary)).flatMap(([name, values]) =>
        (Array.isArray(values) ? values : [values]).map((value) => ({ name, value: String(value) })),
      );
    return ok({
      decision: "Access-Accept",
      reason: "",
      replyMessage: "",
      because,
      attributes: named(deps.attributes.forLogin(granted.value, assigned, asked.atMs)),
      change: named(deps.attributes.forChange(granted.value)),
      subscriber,
      profile: view.profileOf(subscriber).name,
    });
  };

async function whoIs(
  who: string,
  { view, find }: Parameters<typeof explainAccessWith>[0],
): Promise<Subscriber | undefined> {
  const mac = plainStation(who);
  const known =
    view.subscriberOf(who) ?? view.subscriber(who) ?? (mac.length === 12 ? view.subscriberOfDevice(mac) : undefined);
  return known ?? (view.isWhole() ? undefined : find({ username: who, mac: mac.length === 12 ? mac : undefined }));
}
