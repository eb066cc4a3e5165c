import { Code, decodePacket, find, firstText, type Packet, readNamed, Type, verifyRequest } from "@beacom/radius";
import type { AccessAttributes } from "#application/access-attributes";
import type { LocalView, NasEntry } from "#application/local-view";
import type { RealmView } from "#application/realm-view";
import type { Subscriber } from "#domain/subscriber";
import { deviceOf, proofOf } from "#transport/access/proofs";

export type Exchange = {
  readonly source: string;
  readonly request: Uint8Array;
  readonly reply: Uint8Array;
  readonly atMs: number;
};

export type Judgement = {
  readonly verdict: "same" | "differs" | "cannot-tell";
  readonly username: string;
  readonly nas: string;
  readonly theirs: string;
  readonly ours: string;
  readonly because: string;
  readonly differences: readonly { readonly name: string; readonly theirs: string; readonly ours: string }[];
};

type Decision = {
  readonly ours: "Access-Accept" | "Access-Reject";
  readonly because: string;
  readonly attributes: Named;
};
type Named = Record<string, string>;

/** What every server words in its own way, or makes anew each time. */
const notCompared: ReadonlySet<string> = new Set([
  "Message-Authenticator",
  "Proxy-State",
  "State",
  "Class",
  "Reply-Message",
  "MS-CHAP2-Success",
  "MS-CHAP-Error",
  "MS-MPPE-Send-Key",
  "MS-MPPE-Recv-Key",
]);

const codeNames: Readonly<Record<number, string>> = {
  [Code.AccessAccept]: "Access-Accept",
  [Code.AccessReject]: "Access-Reject",
  [Code.AccessChallenge]: "Access-Challenge",
};

/** What this server would have answered to a request that another one has answered. Nothing is sent, counted or given out. */
export const judgeExchangeWith =
  (deps: { view: LocalView; attributes: AccessAttributes; realms: RealmView }) =>
  async ({ source, request, reply, atMs }: Exchange): Promise<Judgement> => {
    const cannotTell = (because: string, more: Partial<Judgement> = {}): Judgement => ({
      verdict: "cannot-tell",
      username: "",
      nas: "",
      theirs: "",
      ours: "",
      because,
      differences: [],
      ...more,
    });
    const asked = decodePacket(request);
    if (!asked.ok) return cannotTell(`the request is malformed: ${asked.error.kind}`);
    const packet = asked.value;
    if (packet.code !== Code.AccessRequest) return cannotTell("it is no Access-Request");
    const username = firstText(packet, Type.UserName) ?? "";
    const nas = deps.view.nasTable.at(source)?.of(firstText(packet, Type.NasIdentifier));
    if (nas === undefined) return cannotTell(`no router is known at ${source}`, { username });
    const known = { username, nas: nas.nas.name };
    if (!verifyRequest(packet, nas.secret).ok) return cannotTell("it is signed with another secret", known);
    const answered = reply.length > 0 ? decodePacket(reply) : undefined;
    const theirs = answered?.ok ? (codeNames[answered.value.code] ?? `code ${answered.value.code}`) : "";
    if (find(packet, Type.EapMessage)) return cannotTell("EAP's tunnel hides what was proved", { ...known, theirs });
    const route = deps.realms.routeOf(username);
    if (route.kind === "elsewhere") return cannotTell("its realm is asked elsewhere", { ...known, theirs });
    const decided = await decide(packet, nas, route.username, atMs, deps);
    if (decided === undefined) return cannotTell("it proves itself in no way that is known here", { ...known, theirs });
    const { ours, because } = decided;
    if (!answered?.ok) return { ...cannotTell("it was not answered", known), ours };
    const differences =
      theirs === "Access-Accept" && ours === "Access-Accept"
        ? differencesOf(namedOf(answered.value, deps.view), decided.attributes)
        : [];
    const verdict = theirs === ours && differences.length === 0 ? "same" : "differs";
    return { verdict, ...known, theirs, ours, because, differences };
  };

async function decide(
  packet: Packet,
  nas: NasEntry,
  username: string,
  atMs: number,
  { view, attributes }: { view: LocalView; attributes: AccessAttributes },
): Promise<Decision | undefined> {
  const written = firstText(packet, Type.UserName) ?? "";
  const mac = deviceOf(packet, username, nas);
  const prove = proofOf(packet, written, nas);
  if (prove === undefined && mac === undefined) return undefined;
  const device = mac === undefined ? undefined : view.subscriberOfDevice(mac);
  const subscriber: Subscriber | undefined = device ?? view.subscriber(username);
  const reject = (because: string): Decision => ({ ours: "Access-Reject", because, attributes: {} });
  if (subscriber === undefined) return reject("unknown-user");
  if (device === undefined && !(await prove?.(subscriber))?.matches) return reject("wrong-password");
  const at = { nas, callingStationId: firstText(packet, Type.CallingStationId), atMs };
  const because: string[] = [];
  const granted = attributes.explain(subscriber, at, (rule, outcome) => void because.push(`${rule}: ${outcome}`));
  if (!granted.ok) return reject(granted.error.kind);
  const { entitled } = granted.value;
  const assigned = {
    ...(entitled.address?.from === "fixed" && { address: entitled.address.address }),
    ...(entitled.prefix?.from === "fixed" && { prefix: entitled.prefix.address }),
    ...(entitled.delegated?.from === "fixed" && { delegated: entitled.delegated.address }),
  };
  const given = attributes.forLogin(granted.value, assigned, atMs);
  const fromPool =
    entitled.address?.from === "pool" ? { "Framed-IP-Address": `from pool ${entitled.address.pool}` } : {};
  return {
    ours: "Access-Accept",
    because: because.join("; "),
    attributes: { ...namedOf({ attributes: given }, view), ...fromPool },
  };
}

function namedOf(packet: Pick<Packet, "attributes">, view: LocalView): Named {
  const named = Object.entries(readNamed(packet, view.policy().dictionary));
  return Object.fromEntries(
    named
      .filter(([name]) => !notCompared.has(name))
      .map(([name, values]) => [
        name,
        (Array.isArray(values) ? values.map(String).toSorted() : [String(values)]).join(", "),
      ]),
  );
}

function differencesOf(theirs: Named, ours: Named): Judgement["differences"] {
  const names = [...new Set([...Object.keys(theirs), ...Object.keys(ours)])].toSorted();
  return names
    .filter((name) => theirs[name] !== ours[name])
    .map((name) => ({ name, theirs: theirs[name] ?? "", ours: ours[name] ?? "" }));
}
