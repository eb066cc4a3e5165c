import assert from "node:assert/strict";
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { billingDatabase } from "@beacom/billing-engine";
import { testDatabase } from "@beacom/testing";
import { afterAll, describe, test } from "vitest";
import { cutWire, type CutWire } from "./cut-wire.ts";
import { began } from "./began.ts";
import { engineOn } from "./engine.ts";
import { type Made, type Scenario, scenarios } from "./scenarios.ts";

/** Hundreds of processes load the same program: only the first has to compile it. */
const compiled = join(tmpdir(), `beacom-crash-${process.pid}`);
afterAll(() => rm(compiled, { recursive: true, force: true }));

const victimProgram = fileURLToPath(new URL("victim.ts", import.meta.url));
/** More than any command sends: a scenario that needs so many has lost its way. */
const mostStatements = 60;

type Victim = { readonly child: ChildProcess; readonly wire: CutWire; end(): Promise<void> };
type Told = { readonly ready?: true; readonly done?: true; readonly failed?: string };

async function victimOf(url: string, scenario: Scenario, at: Date): Promise<Victim> {
  const wire = await cutWire(url);
  const child = fork(victimProgram, [wire.url, scenario.name, at.toISOString()], {
    execArgv: ["--disable-warning=ExperimentalWarning"],
    env: { ...process.env, NODE_COMPILE_CACHE: compiled },
  });
  const end = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill("SIGKILL");
      await once(child, "exit");
    }
    await wire.close();
  };
  const first = await heard(child);
  if (first !== "killed" && first.ready) return { child, wire, end };
  await end();
  throw new Error(`the victim of ${scenario.name} did not start: ${JSON.stringify(first)}`);
}

const heard = (child: ChildProcess): Promise<Told | "killed"> =>
  Promise.race([
    once(child, "message").then(([message]) => message as Told),
    once(child, "exit").then(() => "killed" as const),
  ]);

async function told(victim: Victim, who: string, made: Made): Promise<Told | "killed"> {
  victim.child.send({ who, made });
  return heard(victim.child);
}

describe.concurrent("kill -9 after each statement of a command", { timeout: 300_000 }, () => {
  test.each(scenarios)("$name", async (scenario) => {
    const database = await testDatabase(billingDatabase);
    const at = new Date(began.getTime() + 1000 * (scenario.later ?? 0));
    let now = began;
    const survivor = engineOn(database.url, () => now);
    let next: Promise<Victim> | undefined;
    const prepared = async (who: string) => {
      now = began;
      const made = await scenario.prepare(survivor.engine, who);
      now = at;
      return made;
    };
    const seen = (who: string, made: Made) => scenario.observe(survivor.engine, who, made);
    try {
      const undisturbed = await prepared("0");
      await scenario.command(survivor.engine, "0", undisturbed);
      const expected = await seen("0", undisturbed);
      let statements = 0;
      for (let after = 0, ended = false; !ended; after++) {
        assert.ok(after < mostStatements, "it never ends");
        const victim = await (next ?? victimOf(database.url, scenario, at));
        // The next one starts while this one works.
        next = victimOf(database.url, scenario, at);
        try {
          const warm = `${after}w`;
          assert.deepEqual(await told(victim, warm, await prepared(warm)), { done: true });
          const who = `${after}x`;
          const made = await prepared(who);
          victim.wire.arm(after, () => victim.child.kill("SIGKILL"));
          const answer = await told(victim, who, made);
          if (answer !== "killed") {
            assert.deepEqual(answer, { done: true });
            ended = true;
            statements = victim.wire.counted();
          }
          // Whoever was never answered asks again; who was answered may do so too.
          await scenario.command(survivor.engine, who, made);
          assert.deepEqual(await seen(who, made), expected, `after ${after} statements`);
        } finally {
          await victim.end();
        }
      }
      assert.ok(statements >= 2, `it took ${statements} statements, which cannot be all of them`);
      const { problems, balanced, chainIntact, rebuildEqualsLive } = await survivor.engine.verifyLedger();
      assert.deepEqual([problems, balanced, chainIntact, rebuildEqualsLive], [[], true, true, true]);
    } finally {
      await (await next?.catch(() => undefined))?.end();
      await survivor.close();
      await database.close();
    }
  });
});
