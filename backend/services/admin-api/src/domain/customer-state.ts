import { localDate, localMinute } from "@beacom/time";

/** What services say about a customer. Undefined: not known, because the one that knows did not answer. Null: there is none. */
export type CustomerFacts = {
  readonly session:
    | undefined
    | null
    | { readonly openSince: Date }
    | { readonly endedAt: Date; readonly cause: string };
  readonly service: undefined | { readonly level: ServiceLevel; readonly reason: string };
  readonly lastPayment: undefined | null | { readonly outcome: PaymentOutcome; readonly words: string };
  /** The amount, as it is shown. */
  readonly overdue: undefined | null | string;
  readonly nextLogin:
    | undefined
    | null
    | { readonly isRefused: boolean; readonly reason: string; readonly words: string };
};
export type ServiceLevel = "full" | "throttled" | "walled-garden" | "blocked";
export type PaymentOutcome = "succeeded" | "failed" | "expired" | "pending" | "under-review";

export type CustomerState = {
  readonly state: "online" | "slowed-down" | "walled-garden" | "blocked" | "offline" | "never-online" | "unknown";
  readonly since: Date | undefined;
  readonly sentence: string;
  readonly because: readonly string[];
};

type Cause = { readonly code: string; readonly words: string };

/** How it stands with a customer, in one sentence with its reason. What nobody said is not guessed. */
export function customerState(
  facts: CustomerFacts,
  told: { readonly now: Date; readonly zone: string },
): CustomerState {
  const { session } = facts;
  const causes = causesOf(facts);
  const state = stateOf(facts);
  const since = session && ("openSince" in session ? session.openSince : session.endedAt);
  const head = heads[state](since ? ` since ${moment(since, told)}` : "");
  const sentence = causes.length === 0 ? `${head}.` : `${head}: ${causes.map(({ words }) => words).join("; ")}.`;
  return { state, since: since ?? undefined, sentence, because: causes.map(({ code }) => code) };
}

function stateOf({ session, service }: CustomerFacts): CustomerState["state"] {
  if (session === undefined) return "unknown";
  if (session === null) return "never-online";
  if ("endedAt" in session) return "offline";
  return service === undefined || service.level === "full" ? "online" : stateOfLevel[service.level];
}
const stateOfLevel = { throttled: "slowed-down", "walled-garden": "walled-garden", blocked: "blocked" } as const;

const heads: Readonly<Record<CustomerState["state"], (since: string) => string>> = {
  online: (since) => `Online${since}`,
  "slowed-down": (since) => `Online${since}, slowed down`,
  "walled-garden": (since) => `Online${since}, but only for paying`,
  blocked: (since) => `Online${since}, about to be disconnected`,
  offline: (since) => `Offline${since}`,
  "never-online": () => "Never been online",
  unknown: () => "Whether they are online is not known",
};

/** The weightiest first: what the operator decided, what the network did, then what may be behind it. */
function causesOf({ session, service, lastPayment, overdue, nextLogin }: CustomerFacts): Cause[] {
  const isHeldBack = service !== undefined && service.level !== "full";
  const isOffline = !session || "endedAt" in session;
  return [
    ...(isHeldBack ? [{ code: service.reason, words: serviceWords[service.reason] ?? plain(service.reason) }] : []),
    ...(isOffline && !isHeldBack ? refusalOf(nextLogin) : []),
    ...(session && "endedAt" in session && !isHeldBack ? endOf(session.cause) : []),
    ...(overdue ? [{ code: "overdue", words: `${overdue} is overdue` }] : []),
    ...paymentOf(lastPayment),
  ];
}

const serviceWords: Readonly<Record<string, string>> = {
  "no-bundle": "no bundle",
  "bundle-used-up": "bundle used up",
  "bundle-expired": "bundle expired",
  "bundle-outside-window": "bundle not usable at this hour",
  "fair-use": "fair-use limit reached",
  unpaid: "invoice unpaid",
  suspended: "suspended",
  terminated: "terminated",
};

const refusalOf = (nextLogin: CustomerFacts["nextLogin"]): Cause[] =>
  nextLogin?.isRefused
    ? [
        {
          code: nextLogin.reason,
          words: `the next login would be refused: ${endless(nextLogin.words) || plain(nextLogin.reason)}`,
        },
      ]
    : [];

/** Acct-Terminate-Cause of RFC 2866 section 5.10, in words for those that support is asked about. */
const endWords: Readonly<Record<string, string>> = {
  "User-Request": "their device hung up",
  "Lost-Carrier": "the line was lost",
  "Lost-Service": "the line was lost",
  "Idle-Timeout": "it was idle",
  "Session-Timeout": "the session's time was over",
  "Admin-Reset": "it was disconnected from here",
  "NAS-Reboot": "the router restarted",
  "NAS-Error": "the router had an error",
};
const endOf = (cause: string): Cause[] =>
  cause === "" ? [] : [{ code: plain(cause).replaceAll(" ", "-"), words: endWords[cause] ?? plain(cause) }];

const paymentWords = {
  succeeded: "",
  failed: "last top-up failed",
  expired: "last top-up was never paid",
  pending: "a top-up is waiting for its payment",
  "under-review": "last top-up is under review",
} satisfies Record<PaymentOutcome, string>;

function paymentOf(lastPayment: CustomerFacts["lastPayment"]): Cause[] {
  if (!lastPayment || lastPayment.outcome === "succeeded") return [];
  const words = endless(lastPayment.words);
  const what = paymentWords[lastPayment.outcome];
  return [{ code: `top-up-${lastPayment.outcome}`, words: words === "" ? what : `${what} (${words})` }];
}

const plain = (code: string): string => code.replaceAll("-", " ").toLowerCase();

/** Others' words, so that they fit into a sentence. */
const endless = (words: string): string =>
  words
    .replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, " ")
    .trim()
    .replace(/[.;:]+$/, "")
    .slice(0, 120);

/** `14:02` today, else `27 November 14:02`, with the year if it is another one. */
function moment(at: Date, { now, zone }: { readonly now: Date; readonly zone: string }): string {
  const { minute } = localMinute(at, zone);
  const time = `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
  const [day, today] = [localDate(at, zone), localDate(now, zone)];
  if (day === today) return time;
  const [year, month, date] = day.split("-");
  const dayOfYear = `${Number(date)} ${monthNames[Number(month) - 1]}`;
  return day.slice(0, 4) === today.slice(0, 4) ? `${dayOfYear} ${time}` : `${dayOfYear} ${year} ${time}`;
}

const two = (number: number): string => `${number}`.padStart(2, "0");
const monthNames = "January February March April May June July August September October November December".split(" ");
