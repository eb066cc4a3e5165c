import { dataFolder } from "#installation/data-folder";
import { migrateAll } from "#installation/database";
import { pendingMigrations } from "#installation/pending-migrations";
import { openSecrets } from "#installation/secrets";
import { serviceDatabases } from "#installation/services";
import { withDatabase } from "#installation/with-database";

export async function migrateCommand(options: { data?: string; pending?: boolean }): Promise<void> {
  const folder = dataFolder(options.data);
  const databases = await serviceDatabases();
  await withDatabase(folder, async ({ adminUrl }) => {
    if (options.pending === true) {
      const pending = await pendingMigrations(adminUrl, databases);
      console.log(pending.length === 0 ? "Nothing is pending." : pending.join("\n"));
      if (pending.length > 0) process.exitCode = 1;
      return;
    }
    const secrets = openSecrets(
      folder,
      databases.map(({ schema }) => schema),
    );
    const applied = await migrateAll({ adminUrl, databases, secrets });
    console.log(applied.length === 0 ? "Every schema is up to date." : applied.join("\n"));
  });
}
