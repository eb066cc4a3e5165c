import type { ImportedNas } from "@beacom/freeradius-sql";
import { ConnectError } from "@connectrpc/connect";
import type { RadiusHere } from "#commands/radius/here";
import { type RouterOrder, routerOrders } from "#commands/radius/import/router";
import type { Tally } from "#commands/radius/import/tally";
import { refusalInWords } from "#commands/radius/refusals";

export async function importRouters(
  { radius, admin, terminal }: RadiusHere,
  routers: readonly ImportedNas[],
  tally: Tally,
  { dryRun }: { dryRun: boolean },
): Promise<void> {
  const { documents } = await admin.listPolicy({ kind: "nas-kind" });
  const { nas } = await radius.listNas({});
  const orderOf = routerOrders(new Set(documents.map(({ name }) => name)), nas);
  for (const [at, router] of routers.entries()) {
    const order = orderOf(router);
    const refused = dryRun ? undefined : await put(radius, order);
    const why = refused ?? order.why;
    tally.outcome("routers", order.name, why === undefined ? order.outcome : "refused", why);
    tally.notes("routers", order.name, order.notes);
    terminal.progress(`routers: ${at + 1} of ${routers.length}`);
  }
}

/** One that the server refuses keeps nobody else back. */
async function put(radius: RadiusHere["radius"], { request }: RouterOrder): Promise<string | undefined> {
  if (request === undefined) return undefined;
  try {
    await radius.putNas(request);
    return undefined;
  } catch (error) {
    if (error instanceof ConnectError) return refusalInWords(error);
    throw error;
  }
}
