import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { test as base } from "@playwright/test";
import { createNas, type Nas } from "@beacom/nas-sandbox";
import { type Operator, operatorOf } from "./operator.ts";

const repository = join(import.meta.dirname, "../..");
const run = promisify(execFile);
const beacom = async (...args: string[]) =>
  run(
    process.execPath,
    ["--disable-warning=ExperimentalWarning", join(repository, "backend/cli/src/main.ts"), ...args],
    { cwd: repository, timeout: 240_000 },
  );

export type Stack = {
  url: string;
  /** The newest six digits that were sent to this phone. */
  codeFor(phone: string): Promise<string>;
  /** A router at the tower, as the demo operator knows it. */
  router(): Promise<Nas>;
  operator: Operator;
};
type Message = { to: string; text: string };

/**
 * The whole of Beacom on this machine, in a folder of its own, once per run. `BEACOM_JOURNEY_STACK=FOLDER:PORT_BASE` uses one
 * that is up already.
 */
export const test = base.extend<object, { stack: Stack }>({
  stack: [
    // oxlint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const [given, givenBase] = (process.env["BEACOM_JOURNEY_STACK"] ?? "").split(":");
      const folder = given || mkdtempSync(join(tmpdir(), "beacom-journey-"));
      const portBase = Number(givenBase || 23_000 + (process.pid % 60) * 20);
      if (!given) await beacom("up", "--data", folder, "--port-base", String(portBase), "--detach");
      const url = `http://localhost:${portBase}`;
      try {
        await use({
          url,
          async codeFor(phone) {
            const digits = phone.replace(/\D/g, "").slice(-9);
            const deadline = Date.now() + 10_000;
            for (;;) {
              const response = await fetch(`${url}/developer/messages`, { headers: { accept: "application/json" } });
              const { messages } = (await response.json()) as { messages: Message[] };
              const code = messages
                .filter(({ to }) => to.endsWith(digits))
                .map(({ text }) => /\b\d{6}\b/.exec(text)?.[0])
                .find(Boolean);
              if (code) return code;
              if (Date.now() > deadline) throw new Error(`no code came for ${phone}`);
              await new Promise((resolve) => setTimeout(resolve, 100));
            }
          },
          operator: operatorOf(folder, portBase),
          router: () => {
            const { demoNasSecret } = JSON.parse(readFileSync(join(folder, "secrets.json"), "utf8")) as {
              demoNasSecret: string;
            };
            return createNas({
              server: "127.0.0.1",
              authPort: portBase + 2,
              acctPort: portBase + 3,
              coaPort: portBase + 10,
              secret: demoNasSecret,
              identifier: "demo-nas",
            });
          },
        });
      } finally {
        if (!given) {
          await beacom("down", "--data", folder);
          rmSync(folder, { recursive: true, force: true });
        }
      }
    },
    { scope: "worker", timeout: 300_000 },
  ],
});
