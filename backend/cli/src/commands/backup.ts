import { existsSync, readFileSync } from "node:fs";
import colours from "picocolors";
import { writeBackup } from "#backup/write-backup";
import { Problem } from "#console/problem";
import { runSteps } from "#console/steps";
import { dataFolder } from "#installation/data-folder";
import { serviceDatabases } from "#installation/services";
import { withDatabase } from "#installation/with-database";

export async function backupCommand(file: string, options: { data?: string; passphraseFile?: string }): Promise<void> {
  if (existsSync(file))
    throw new Problem(`${file} is there already`, ["Choose another name: a backup is never written over."]);
  const passphrase = readPassphrase(options.passphraseFile);
  const databases = await serviceDatabases();
  await withDatabase(dataFolder(options.data), ({ adminUrl, secrets }) =>
    runSteps([
      {
        title: `Backup to ${file}`,
        async run(report) {
          const common = { adminUrl, databases, secrets, file, now: new Date(), report };
          const { manifest, octets } = await writeBackup(passphrase === undefined ? common : { ...common, passphrase });
          const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0);
          return `${manifest.tables.length} tables, ${rows} rows, ${(octets / 1_000_000).toFixed(1)} MB`;
        },
      },
    ]),
  );
  if (passphrase === undefined) {
    console.log(
      colours.yellow(
        "! The keys that open this installation are in it, in the clear. It is readable to you only: keep it so,",
      ),
    );
    console.log(colours.yellow("  or encrypt them with --passphrase-file."));
  }
}

export function readPassphrase(path: string | undefined): string | undefined {
  if (path === undefined) return undefined;
  const passphrase = readFileSync(path, "utf8").trim();
  if (passphrase.length < 12) throw new Problem(`the passphrase in ${path} is shorter than 12 characters`);
  return passphrase;
}
