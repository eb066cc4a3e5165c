import type { RadiusHere } from "#commands/radius/here";
import { listed } from "#commands/radius/listed";
import { isTemporaryRouter } from "#commands/radius/test-login/temporary-router";
import { Problem } from "#console/problem";

type Asked = Pick<RadiusHere, "radius" | "admin">;

/** The customer id of whoever is meant: it itself, a username, or a device's hardware address. */
export async function customerIdOf(here: Asked, who: string): Promise<string> {
  if (who.startsWith("cus_")) return who;
  const found = (await knownAtRouter(here, who)) ?? (await knownBySession(here, who));
  if (found !== undefined) return found;
  throw new Problem(`nobody is known as ${who}`, [
    "Give a username as it is written at the router, a customer id (cus_…) or a device's hardware address.",
  ]);
}

/** The question what somebody may do says who that is; which router asks does not matter. */
async function knownAtRouter({ radius, admin }: Asked, who: string): Promise<string | undefined> {
  const { nas } = await radius.listNas({});
  const router = nas.find(({ name }) => !isTemporaryRouter(name)) ?? nas[0];
  if (router === undefined) return undefined;
  const { customerId } = await admin.explainAccess({ who, nas: router.name });
  return customerId || undefined;
}

async function knownBySession({ radius }: Asked, username: string): Promise<string | undefined> {
  const { sessions } = await radius.listSessions({ username, limit: 1 });
  return sessions[0]?.customerId || undefined;
}

/** An empty list may mean that there is no such router. */
export async function requireRouter({ radius }: Pick<RadiusHere, "radius">, name: string): Promise<void> {
  const { nas } = await radius.listNas({});
  if (nas.some((router) => router.name === name)) return;
  throw new Problem(`no router is called ${name}`, [listed(nas.map((router) => router.name))]);
}
