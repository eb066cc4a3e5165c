import { join } from "node:path";
import type { Finding } from "#commands/doctor";
import { inWords } from "#console/problem";
import { examineConfiguration } from "#doctor/configuration";
import { daysLeft } from "#installation/certificates";
import { type DataFolder, isUnused } from "#installation/data-folder";
import { pendingMigrations } from "#installation/pending-migrations";
import { isAlive } from "#installation/process-identity";
import { readyz } from "#installation/readiness";
import { readState, runningState } from "#installation/run-state";
import { readSecrets, secretsAreOpen } from "#installation/secrets";
import { coreProcess, radiusProcess, serviceDatabases } from "#installation/services";
import { withDatabase } from "#installation/with-database";

export async function examineInstallation(folder: DataFolder): Promise<Finding[]> {
  if (isUnused(folder))
    return [{ state: "good", what: `no installation in ${folder.path} yet: ./beacom up makes one` }];
  return [
    ...secrets(folder),
    ...certificates(folder),
    ...leftovers(folder),
    ...(await examineConfiguration(folder)),
    ...(await services(folder)),
    await database(folder),
  ];
}

function secrets(folder: DataFolder): Finding[] {
  try {
    if (!readSecrets(folder)) {
      return [{ state: "attention", what: `${folder.path} has no secrets yet`, remedy: "./beacom up makes them." }];
    }
    return secretsAreOpen(folder)
      ? [
          {
            state: "broken",
            what: "others on this machine can read the secrets",
            remedy: `chmod 600 ${folder.secrets}`,
          },
        ]
      : [{ state: "good", what: "the secrets are readable to their owner only" }];
  } catch (error) {
    return [{ state: "broken", what: inWords(error) }];
  }
}

function certificates(folder: DataFolder): Finding[] {
  return ["ca", coreProcess, radiusProcess].map((name): Finding => {
    const days = Math.floor(daysLeft(join(folder.tls, `${name}.pem`), new Date()));
    if (days < 0) {
      return {
        state: "broken",
        what: `the certificate of ${name} is missing or has run out`,
        remedy: "Start again: ./beacom up renews it.",
      };
    }
    return days < 60
      ? {
          state: "attention",
          what: `the certificate of ${name} runs out in ${days} days`,
          remedy: "The next ./beacom up renews it.",
        }
      : { state: "good", what: `the certificate of ${name} is good for ${days} days` };
  });
}

function leftovers(folder: DataFolder): Finding[] {
  const state = readState(folder);
  if (!state || isAlive(state.supervisor)) return [];
  const left = state.processes.filter(isAlive);
  return left.length === 0
    ? []
    : [
        {
          state: "attention",
          what: `a killed run left processes behind: ${left.map(({ name, pid }) => `${name} (${pid})`).join(", ")}`,
          remedy: "./beacom down ends them; ./beacom up does so by itself.",
        },
      ];
}

async function services(folder: DataFolder): Promise<Finding[]> {
  const state = runningState(folder);
  if (!state) return [{ state: "good", what: "nothing runs here now" }];
  const asked = { [coreProcess]: state.ports.coreOps, [radiusProcess]: state.ports.radiusOps };
  return Promise.all(
    Object.entries(asked).map(async ([name, port]): Promise<Finding> => {
      const why = await readyz(port)();
      return why === undefined
        ? { state: "good", what: `${name} is ready` }
        : { state: "broken", what: `${name}: ${why}`, remedy: `Its log: ${join(folder.logs, `${name}.log`)}` };
    }),
  );
}

async function database(folder: DataFolder): Promise<Finding> {
  try {
    return await withDatabase(folder, async ({ adminUrl }): Promise<Finding> => {
      const pending = await pendingMigrations(adminUrl, await serviceDatabases());
      return pending.length === 0
        ? { state: "good", what: "PostgreSQL answers and every migration is applied" }
        : {
            state: "attention",
            what: `pending migrations: ${pending.join(", ")}`,
            remedy: "./beacom migrate (./beacom up does it as well)",
          };
    });
  } catch (error) {
    return {
      state: "broken",
      what: `PostgreSQL: ${inWords(error)}`,
      remedy: `Its log: ${join(folder.postgres, "postgres.log")}`,
    };
  }
}
