import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import { test } from "vitest";
import { type Asked, missingOf, sideBySideWith } from "#application/side-by-side";

const sideBySide = sideBySideWith({ patienceMs: 40, whyOf: () => "unavailable" });
const asked = <T>(what: string, ask: Asked<T>["ask"]): Asked<T> => ({ service: "identity", what, ask });

test("all are asked at once; who fails or is slow is named, and the others have answered", async () => {
  let isAborted = false;
  const begun = performance.now();
  const answers = await sideBySide<string>([
    asked("a", async () => (await pause(20), "a")),
    asked("down", () => Promise.reject(new Error("down"))),
    asked("b", async () => (await pause(20), "b")),
    asked("stuck", (signal) => {
      signal.addEventListener("abort", () => (isAborted = true));
      return new Promise(() => undefined);
    }),
  ]);
  assert.ok(performance.now() - begun < 1_000);
  assert.ok(isAborted);
  assert.deepEqual(
    answers.flatMap((answer) => ("value" in answer ? [answer.value] : [])),
    ["a", "b"],
  );
  assert.deepEqual(missingOf(answers), [
    { service: "identity", what: "down", why: "unavailable" },
    { service: "identity", what: "stuck", why: "too-slow" },
  ]);
});
