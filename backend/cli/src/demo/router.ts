import {
  createNas,
  findRadclient,
  type Nas,
  type NasSession,
  radclientSend,
  type RateLimit,
  rateLimitOf,
} from "@beacom/nas-sandbox";
import { Problem } from "#console/problem";
import type { Rate } from "#demo/portal-person";

export type Accepted = { client: string; attributes: Record<string, string>; rateLimit: RateLimit | undefined };
export type Totals = { octetsDown: bigint; octetsUp: bigint };

/**
 * The router at the tower: a simulated MikroTik holds the session and obeys CoA. What asks and reports is FreeRADIUS' own radclient
 * where it is installed, so that packets of somebody else's making are understood; otherwise the simulated router's own client.
 */
export async function openRouter(options: { authPort: number; acctPort: number; coaPort: number; secret: string }) {
  const { authPort, acctPort, secret } = options;
  const server = "127.0.0.1";
  const radclient = await findRadclient();
  const nas: Nas = await createNas({
    server,
    authPort,
    acctPort,
    secret,
    coaPort: options.coaPort,
    identifier: "demo-nas",
  });
  let session: NasSession | undefined;

  async function ask(kind: "auth" | "acct", port: number, attributes: Record<string, string | number>) {
    const answer = await radclientSend({ radclient: radclient!, server, port, kind, secret, attributes });
    if (!answer.ok) throw new Problem(`radclient got ${answer.error.kind}:\n${answer.error.output}`);
    return answer.value;
  }

  async function logIn(credential: { username: string; password: string }): Promise<Accepted> {
    const held = await nas.login({ ...credential, method: "pap" });
    if (!held.ok) throw new Problem(`the login was refused: ${JSON.stringify(held.error)}`);
    session = held.value;
    const ownWords = Object.entries(held.value.authorization).map(([name, value]) => [name, String(value)]);
    const own = {
      client: "our simulated router",
      attributes: Object.fromEntries(ownWords),
      rateLimit: held.value.rateLimit(),
    };
    if (!radclient) return own;
    const { code, attributes } = await ask("auth", authPort, {
      "User-Name": credential.username,
      "User-Password": credential.password,
      "NAS-Identifier": "demo-nas",
      "NAS-IP-Address": server,
      "Service-Type": "Framed-User",
    });
    if (code !== "Access-Accept") throw new Problem(`radclient was answered ${code}`);
    const limit = attributes["Mikrotik-Rate-Limit"];
    return {
      client: "radclient of FreeRADIUS",
      attributes,
      rateLimit: limit === undefined ? undefined : rateLimitOf(limit),
    };
  }

  async function report(status: "Start" | "Interim-Update" | "Stop", totals?: Totals): Promise<void> {
    const held = session!;
    if (!radclient) {
      if (status === "Interim-Update" && totals) held.use(difference(totals, held.totals()));
      const done = await (status === "Start" ? held.start() : status === "Stop" ? held.stop() : held.interim());
      if (!done.ok) throw new Problem(`accounting ${status} was not acknowledged`);
      return;
    }
    const counters: Record<string, number> =
      totals === undefined
        ? {}
        : {
            "Acct-Session-Time": 60,
            "Acct-Input-Octets": Number(totals.octetsUp & 0xffff_ffffn),
            "Acct-Input-Gigawords": Number(totals.octetsUp >> 32n),
            "Acct-Output-Octets": Number(totals.octetsDown & 0xffff_ffffn),
            "Acct-Output-Gigawords": Number(totals.octetsDown >> 32n),
          };
    const { code } = await ask("acct", acctPort, {
      "Acct-Status-Type": status,
      "Acct-Session-Id": held.acctSessionId,
      "User-Name": held.username,
      "Framed-IP-Address": held.framedIpAddress,
      "NAS-Identifier": "demo-nas",
      "NAS-IP-Address": server,
      "Calling-Station-Id": "02:00:00:00:00:01",
      ...counters,
      ...(status === "Stop" ? { "Acct-Terminate-Cause": "User-Request" } : {}),
    });
    if (code !== "Accounting-Response") throw new Problem(`accounting ${status} was answered ${code}`);
  }

  return {
    client: radclient
      ? `radclient of FreeRADIUS (${radclient})`
      : "our simulated router (no radclient on this machine)",
    received: nas.received,
    logIn,
    start: () => report("Start"),
    interim: (totals: Totals) => report("Interim-Update", totals),
    stop: (totals: Totals) => report("Stop", totals),
    rateNow: () => session?.rateLimit(),
    close: () => nas.close(),
  };
}
export type Router = Awaited<ReturnType<typeof openRouter>>;

export const isRate = (limit: RateLimit | undefined, rate: Rate): boolean =>
  limit?.downBitsPerSecond === rate.downBitsPerSecond && limit.upBitsPerSecond === rate.upBitsPerSecond;

const difference = (to: Totals, from: Totals): Totals => ({
  octetsDown: to.octetsDown - from.octetsDown,
  octetsUp: to.octetsUp - from.octetsUp,
});
