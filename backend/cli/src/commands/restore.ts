import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { readBackup } from "#backup/read-backup";
import { restoreBackup } from "#backup/restore-backup";
import { readPassphrase } from "#commands/backup";
import { Problem } from "#console/problem";
import { runSteps } from "#console/steps";
import { dataFolder, isUnused, makeDataFolder, takeLock, writeWhole } from "#installation/data-folder";
import { startDatabase } from "#installation/database";
import { serviceDatabases } from "#installation/services";

export async function restoreCommand(file: string, options: { data?: string; passphraseFile?: string }): Promise<void> {
  const folder = dataFolder(options.data);
  if (!isUnused(folder)) {
    throw new Problem(`${folder.path} is not empty, and a restore never writes over an installation`, [
      `Restore beside it:   ./beacom restore ${file} --data ANOTHER_FOLDER`,
      `Or put it aside:     ./beacom down && mv ${folder.path} ${folder.path}.old`,
    ]);
  }
  const passphrase = readPassphrase(options.passphraseFile);
  makeDataFolder(folder);
  const lock = takeLock(folder);
  const unpacked = mkdtempSync(join(folder.path, "restore-"));
  let complete = false;
  try {
    let backup: Awaited<ReturnType<typeof readBackup>>;
    await runSteps([
      {
        title: "Reading the backup",
        async run() {
          backup = await readBackup(
            passphrase === undefined ? { file, folder: unpacked } : { file, folder: unpacked, passphrase },
          );
          return `made ${backup.manifest.madeAt}, ${backup.manifest.tables.length} tables`;
        },
      },
      {
        title: `Restoring to ${folder.path}`,
        async run(report) {
          const { secrets, manifest } = backup;
          const server = await startDatabase(folder, secrets, 0);
          try {
            const databases = await serviceDatabases();
            const done = await restoreBackup({
              adminUrl: server.url,
              databases,
              secrets,
              manifest,
              folder: unpacked,
              report,
            });
            // Last: a folder without secrets is one whose restore was interrupted.
            writeWhole(folder.secrets, `${JSON.stringify(secrets, null, 2)}\n`);
            complete = true;
            const since = done.migratedSince.length > 0 ? `, ${done.migratedSince.length} migrations since` : "";
            return `${done.rows} rows, all checked${since}`;
          } finally {
            await server.stop();
          }
        },
      },
    ]);
  } finally {
    rmSync(unpacked, { recursive: true, force: true });
    lock.release();
    if (!complete) console.error(`The folder ${folder.path} is not usable. Remove it before you try again.`);
  }
  console.log(`Start it: ./beacom up${options.data === undefined ? "" : ` --data ${options.data}`}`);
}
