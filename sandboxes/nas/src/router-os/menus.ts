import type { NasClock } from "#nas-clock";
import { rateLimitOf } from "#rate-limit";
import type { Item } from "#router-os/query";
import type { HeldSession } from "#session";
import type { VendorBehaviour } from "#vendor";

export type MenuOptions = {
  identity: string;
  version: string;
  board: string;
  service: VendorBehaviour["service"];
  clock: NasClock;
  sessions: () => Iterable<HeldSession>;
};

export type Done = "done" | { readonly trap: string; readonly category?: number };

export type Menu = {
  print(): Item[];
  remove?(id: string): Done;
  set?(id: string, attributes: Item): Done;
};

const noSuchItem: Done = { trap: "no such item (4)" };

/** The menus that stand on the NAS's sessions, and two about the router itself. */
export function menusOf(options: MenuOptions): Readonly<Record<string, Menu>> {
  const { service, clock } = options;
  const held = (kind: "pppoe" | "hotspot") => (service === kind ? [...options.sessions()] : []);
  const remove = (id: string): Done => {
    const session = [...options.sessions()].find((one) => idOf(one) === id);
    if (session === undefined) return noSuchItem;
    void session.stop("Admin-Reset");
    return "done";
  };
  return {
    "/ppp/active": { print: () => held("pppoe").map(pppItem), remove },
    "/ip/hotspot/active": { print: () => held("hotspot").map(guestItem), remove },
    "/queue/simple": {
      print: () => [...options.sessions()].flatMap((session) => queueItem(session, service)),
      set(id, attributes) {
        const session = [...options.sessions()].find((one) => idOf(one) === id);
        if (session?.rateLimit() === undefined) return noSuchItem;
        const text = attributes["max-limit"];
        if (text === undefined) return "done";
        const limit = rateLimitOf(text);
        if (limit === undefined) return { trap: "value of max-limit must be a pair of rates", category: 1 };
        session.setRateLimit(limit);
        return "done";
      },
    },
    "/system/resource": {
      print: () => [
        {
          uptime: durationOf(clock.elapsedSeconds()),
          version: options.version,
          "board-name": options.board,
          "architecture-name": "arm64",
          platform: "MikroTik",
          "cpu-load": "7",
          "free-memory": "402653184",
        },
      ],
    },
    "/system/identity": { print: () => [{ name: options.identity }] },
  };
}

const idOf = (session: HeldSession): string => `*${session.number.toString(16).toUpperCase()}`;

const pppItem = (session: HeldSession): Item => ({
  ".id": idOf(session),
  name: session.username,
  service: "pppoe",
  "caller-id": session.callingStationId,
  address: session.framedIpAddress,
  uptime: durationOf(session.openSeconds()),
  encoding: "",
  "session-id": `0x${session.acctSessionId.toUpperCase()}`,
  radius: "true",
});

const guestItem = (session: HeldSession): Item => ({
  ".id": idOf(session),
  server: "hotspot1",
  user: session.username,
  address: session.framedIpAddress,
  "mac-address": session.callingStationId,
  "login-by": "http-chap",
  uptime: durationOf(session.openSeconds()),
  "bytes-in": String(session.totals().octetsUp),
  "bytes-out": String(session.totals().octetsDown),
  radius: "true",
});

/** Only a session with a limit has a queue. A PPP session's stands on its interface, a guest's on the address. */
function queueItem(session: HeldSession, service: MenuOptions["service"]): Item[] {
  const limit = session.rateLimit();
  if (limit === undefined) return [];
  const name = `<${service}-${session.username}>`;
  return [
    {
      ".id": idOf(session),
      name,
      target: service === "pppoe" ? name : `${session.framedIpAddress}/32`,
      parent: "none",
      "max-limit": `${limit.upBitsPerSecond}/${limit.downBitsPerSecond}`,
      dynamic: "true",
      disabled: "false",
    },
  ];
}

/** "1w2d3h4m5s", without the parts that are zero. */
export function durationOf(seconds: number): string {
  let rest = Math.floor(seconds);
  let text = "";
  for (const [unit, length] of [
    ["w", 604_800],
    ["d", 86_400],
    ["h", 3_600],
    ["m", 60],
  ] as const) {
    if (rest >= length) text += `${Math.floor(rest / length)}${unit}`;
    rest %= length;
  }
  return rest > 0 || text === "" ? `${text}${rest}s` : text;
}
