import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Problem } from "#console/problem";
import { repository } from "#installation/data-folder";

const portal = join(repository, "clients", "beacom-web");
const sources = [portal, join(repository, "clients", "packages")];
const stamp = join(portal, "dist", ".made-from");

export const portalIsThere = (): boolean =>
  existsSync(join(portal, "package.json")) && existsSync(join(portal, "index.html"));

/** Builds the portal's static files unless those there are made from exactly these sources. */
export async function buildPortal(report: (note: string) => void): Promise<string> {
  const wanted = fingerprint();
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return "as it was";
  await build(report);
  writeFileSync(stamp, wanted);
  return "built";
}

function fingerprint(): string {
  const hash = createHash("sha256").update(readFileSync(join(repository, "package-lock.json")));
  for (const folder of sources) {
    for (const file of filesIn(folder)) hash.update(file).update(readFileSync(file));
  }
  return hash.digest("hex");
}

function filesIn(folder: string): string[] {
  const leftOut = new Set(["node_modules", "dist", "coverage", ".vite", "test-results"]);
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !leftOut.has(entry.name))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? filesIn(path) : entry.isFile() ? [path] : [];
    });
}

function build(report: (note: string) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn("npm", ["run", "build", "--workspace", "@beacom/web"], {
      cwd: repository,
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, NODE_ENV: "production", npm_config_update_notifier: "false" },
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk: Buffer) => {
        output += chunk.toString();
        report(chunk.toString().trim().split("\n").at(-1) ?? "");
      });
    }
    child.once("error", reject);
    child.once("close", (code) => {
      if (code === 0) return resolve();
      const last = output.trim().split("\n").slice(-20).join("\n");
      reject(new Problem(`the portal could not be built:\n${last}`, ["See it alone: npm run build -w @beacom/web"]));
    });
  });
}
