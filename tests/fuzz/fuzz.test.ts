import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, test } from "vitest";
import { campaigns, isCampaign } from "./campaigns.ts";

const run = promisify(execFile);
const program = fileURLToPath(new URL("run.ts", import.meta.url));
const more = Number(process.env["BEACOM_FUZZ_ROUNDS"] ?? 1);

/** Some seconds each; BEACOM_FUZZ_ROUNDS makes them so many times as long. */
const rounds: Record<keyof typeof campaigns, number> = {
  packets: 300_000,
  eap: 300,
  tls: 150,
  captures: 4_000,
  certificates: 2_000,
  server: 12_000,
};

describe("spoilt input", () => {
  for (const [name, many] of Object.entries(rounds).filter(([each]) => isCampaign(each))) {
    test(`harms nothing: ${name}`, { timeout: 120_000 * more }, async () => {
      const seed = Math.floor(Math.random() * 2 ** 31);
      const args = ["--what", name, "--rounds", String(many * more), "--seed", String(seed)];
      const { stdout } = await run(process.execPath, [program, ...args], { maxBuffer: 64 << 20 });
      assert.match(stdout, /: done: /);
    });
  }

  test("is asked for by name, and nothing else is", async () => {
    await assert.rejects(run(process.execPath, [program, "--what", "everything"]), /packets, eap, tls/);
  });
});
