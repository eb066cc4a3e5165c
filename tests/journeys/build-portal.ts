import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

const repository = join(import.meta.dirname, "../..");

/** The journeys look at the portal as it is delivered; `./beacom up` builds it anew when its sources have changed. */
export default function buildPortal(): void {
  if (existsSync(join(repository, "clients/beacom-web/dist/index.html"))) return;
  execFileSync("npm", ["run", "build", "--workspace", "@beacom/web"], { cwd: repository, stdio: "inherit" });
}
