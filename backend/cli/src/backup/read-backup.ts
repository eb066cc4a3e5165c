import { createHash } from "node:crypto";
import { createReadStream, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { extract } from "tar";
import { Manifest } from "#backup/manifest";
import { unseal } from "#backup/sealed-secrets";
import { Problem } from "#console/problem";
import { Secrets } from "#installation/secrets";

/** Unpacks a backup and refuses it unless every part is what the manifest says it is. */
export async function readBackup(options: {
  file: string;
  folder: string;
  passphrase?: string;
}): Promise<{ manifest: Manifest; secrets: Secrets }> {
  const { file, folder } = options;
  if (!existsSync(file)) throw new Problem(`there is no file ${file}`);
  const damaged = (why: string, cause?: unknown) =>
    new Problem(`${file} is not a whole backup: ${why}`, ["Use another one; nothing was changed."], { cause });
  await extract({ file, cwd: folder, strict: true }).catch((error: unknown) => {
    throw damaged("it cannot be unpacked", error);
  });
  const parsed = Manifest.safeParse(jsonIn(join(folder, "manifest.json")));
  if (!parsed.success) throw damaged("its manifest cannot be read");
  const manifest = parsed.data;
  const parts = [...manifest.tables, { file: manifest.secrets.file, sha256: manifest.secrets.sha256 }];
  for (const part of parts) {
    const path = join(folder, part.file);
    if (!existsSync(path)) throw damaged(`${part.file} is missing`);
    if ((await sha256Of(path)) !== part.sha256) throw damaged(`${part.file} was changed`);
  }
  return {
    manifest,
    secrets: readSecrets(join(folder, manifest.secrets.file), manifest.secrets.encrypted, options.passphrase),
  };
}

function readSecrets(path: string, encrypted: boolean, passphrase: string | undefined): Secrets {
  const text = readFileSync(path, "utf8");
  if (encrypted && passphrase === undefined) {
    throw new Problem("the keys in this backup are encrypted", ["Say where the passphrase is: --passphrase-file PATH"]);
  }
  return Secrets.parse(JSON.parse(encrypted ? unseal(text, passphrase!) : text));
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash);
  return hash.digest("hex");
}

function jsonIn(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return undefined;
  }
}
