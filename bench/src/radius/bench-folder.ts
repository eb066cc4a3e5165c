import { chmod, mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A folder for one side of the bench. Others may pass through it, because PostgreSQL runs as another user when we are root. */
export async function benchFolder(name: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), `beacom-bench-${name}-`));
  await chmod(folder, 0o711);
  return folder;
}
