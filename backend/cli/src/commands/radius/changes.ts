import type { MassChange } from "@beacom/proto/radius/v1/radius_admin";
import { Code, ConnectError } from "@connectrpc/connect";
import type { RadiusHere } from "#commands/radius/here";
import { drawChanges, watchChange } from "#commands/radius/mass-change";
import { machineJson } from "#console/machine-json";
import { Problem } from "#console/problem";

export type ChangesOptions = { cancel?: boolean; json?: boolean };

/** How a mass change goes, or those that were started from this command line. */
export async function radiusChanges(here: RadiusHere, id: string | undefined, options: ChangesOptions): Promise<void> {
  const { admin, terminal } = here;
  if (id === undefined) {
    if (options.cancel === true) throw new Problem("say which: ./beacom radius changes chg_… --cancel");
    const changes = await remembered(here);
    if (options.json === true) return terminal.say(machineJson({ changes }));
    return terminal.say(changes.length === 0 ? "None was started from this command line." : drawChanges(changes));
  }
  if (options.cancel === true) {
    const cancelled = await admin.cancelMassChange({ massChangeId: id });
    terminal.say(
      options.json === true
        ? machineJson(cancelled)
        : `${drawChanges([cancelled])}\n\nWhat was under way is finished; nothing more is begun.`,
    );
    return;
  }
  const change = await admin.getMassChange({ massChangeId: id });
  if (options.json === true) return terminal.say(machineJson(change));
  terminal.say(drawChanges([change]));
  if (change.finishedAt === undefined && !change.cancelled && terminal.interactive)
    await watchChange(here, id, options);
}

/** Those that the server has forgotten are left out. */
async function remembered({ admin, changes }: RadiusHere): Promise<MassChange[]> {
  const found = await Promise.all(
    changes.ids().map((massChangeId) =>
      admin.getMassChange({ massChangeId }).catch((error: unknown) => {
        if (ConnectError.from(error).code === Code.NotFound) return undefined;
        throw error;
      }),
    ),
  );
  return found.filter((change) => change !== undefined);
}
