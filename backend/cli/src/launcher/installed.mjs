// Says by its exit code whether node_modules holds what package-lock.json asks for. Plain JavaScript without packages: it runs
// before any is installed.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const root = process.argv[2];
const read = (path) => JSON.parse(readFileSync(path, "utf8")).packages;

function missing(locked, installed) {
  return Object.entries(locked).some(([path, wanted]) => {
    if (!path.includes("node_modules/") || wanted.optional || wanted.devOptional) return false;
    const found = installed[path];
    if (found === undefined) return true;
    return wanted.link === true ? !existsSync(join(root, path)) : found.version !== wanted.version;
  });
}

try {
  process.exitCode = missing(
    read(join(root, "package-lock.json")),
    read(join(root, "node_modules", ".package-lock.json")),
  )
    ? 1
    : 0;
} catch {
  process.exitCode = 1;
}
