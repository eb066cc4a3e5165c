import { catalogue } from "@beacom/main";
import type { Finding } from "#commands/doctor";
import { inWords } from "#console/problem";
import type { DataFolder } from "#installation/data-folder";
import { coreEnvironment, type Environment, radiusEnvironment } from "#installation/environment";
import { portsFrom } from "#installation/ports";
import { readSecrets } from "#installation/secrets";
import { radiusProcess } from "#installation/services";

/** Lets each service read the configuration that `up` would give it here and now, without starting it. */
export async function examineConfiguration(folder: DataFolder): Promise<Finding[]> {
  const secrets = readable(folder);
  if (!secrets) return [];
  const nowhere = "postgres://beacom:unused@127.0.0.1:5432/beacom";
  const options = {
    folder,
    secrets,
    ports: portsFrom(undefined),
    adminUrl: nowhere,
    publicUrl: "http://localhost:8080",
    bind: "127.0.0.1",
  };
  const environments = { core: await coreEnvironment(options), radius: await radiusEnvironment(options) };
  const findings = Object.entries(catalogue).map(async ([name, { load }]): Promise<Finding[]> => {
    const env: Environment = name === radiusProcess ? environments.radius : environments.core;
    try {
      (await load()).readConfig(env);
      return [];
    } catch (error) {
      return [
        {
          state: "broken",
          what: `${name} cannot use its configuration: ${inWords(error)}`,
          remedy: "Correct the variable, or unset it to use the default.",
        },
      ];
    }
  });
  const mistakes = [...(await Promise.all(findings)).flat(), ...zone(environments.core)];
  return mistakes.length > 0 ? mistakes : [{ state: "good", what: "every service can read its configuration" }];
}

function readable(folder: DataFolder) {
  try {
    return readSecrets(folder);
  } catch {
    // Said where the secrets are examined.
    return undefined;
  }
}

function zone(env: Environment): Finding[] {
  const name = env["BEACOM_ZONE"];
  if (name === undefined) return [];
  try {
    Intl.DateTimeFormat("en", { timeZone: name });
    return [];
  } catch {
    return [
      {
        state: "broken",
        what: `BEACOM_ZONE=${name} is no time zone`,
        remedy: "For example: BEACOM_ZONE=Africa/Johannesburg",
      },
    ];
  }
}
