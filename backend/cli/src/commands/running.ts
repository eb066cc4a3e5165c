import { Problem } from "#console/problem";
import { dataFolder, type DataFolder } from "#installation/data-folder";
import { type RunState, runningState } from "#installation/run-state";
import { readSecrets, type Secrets } from "#installation/secrets";
import { connectTo, type ServicePeers } from "#installation/service-peers";

/** The installation that `up` runs on the data folder. */
export function running(data: string | undefined): {
  folder: DataFolder;
  state: RunState;
  secrets: Secrets;
  peers: ServicePeers;
} {
  const folder = dataFolder(data);
  const state = runningState(folder);
  const secrets = readSecrets(folder);
  if (!state?.ready || !secrets) {
    throw new Problem(`nothing runs on ${folder.path}`, [
      "Start it first: ./beacom up --detach",
      "Or say where it is: --data DIR",
    ]);
  }
  return { folder, state, secrets, peers: connectTo({ folder, secrets, ports: state.ports }) };
}
