import type { RadiusHere } from "#commands/radius/here";
import { drawChanges, watchChange } from "#commands/radius/mass-change";
import { machineJson } from "#console/machine-json";
import { Problem } from "#console/problem";

export type ChangesOptions = { cancel?: boolean; json?: boolean };

/** How a mass change goes, or the last ones. */
export async function radiusChanges(here: RadiusHere, id: string | undefined, options: ChangesOptions): Promise<void> {
  const { admin, terminal } = here;
  if (id === undefined) {
    if (options.cancel === true) throw new Problem("say which: ./beacom radius changes chg_… --cancel");
    const { changes } = await admin.listMassChanges({});
    if (options.json === true) return terminal.say(machineJson({ changes }));
    return terminal.say(
      changes.length === 0
        ? "None was ever started: ./beacom radius disconnect --nas NAME starts one."
        : drawChanges(changes),
    );
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
