import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { coreNodeOptions } from "@beacom/main";
import { Problem } from "#console/problem";
import { repository } from "#installation/data-folder";

export async function benchCommand(name: string | undefined, _options: { json?: boolean }): Promise<void> {
  const script = join(repository, "bench", "src", "main.ts");
  if (!existsSync(script)) throw new Problem(`there is no ${script}`);
  const given = process.argv.slice(process.argv.indexOf("bench") + 1);
  // What a bench runs in its own process runs as in an installation.
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", coreNodeOptions, script, ...given], {
    stdio: "inherit",
  });
  // Ctrl-C reaches the bench as well; it stops its peers and this waits for it.
  process.on("SIGINT", () => undefined);
  process.on("SIGTERM", () => child.kill("SIGTERM"));
  const code = await new Promise<number>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (exit, signal) => resolve(exit ?? (signal === "SIGINT" ? 130 : 1)));
  });
  if (code !== 0 && name === undefined) throw new Problem("say which bench", ["./beacom bench radius"]);
  process.exitCode = code;
}
