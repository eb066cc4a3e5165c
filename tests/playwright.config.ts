import { defineConfig } from "@playwright/test";
import { browserOptions } from "./journeys/browser.ts";

/** Journeys in a real browser. One worker: they share a small machine with everything they start. */
export default defineConfig({
  testDir: "./journeys",
  testMatch: "*.spec.ts",
  globalSetup: "./journeys/build-portal.ts",
  outputDir: "../test-results",
  workers: 1,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: "line",
  use: {
    viewport: { width: 360, height: 780 },
    locale: "en-ZA",
    // A worker would answer before the tests' own answers do; one test turns it on.
    serviceWorkers: "block",
    trace: "retain-on-failure",
    launchOptions: browserOptions,
    contextOptions: { reducedMotion: "reduce" },
  },
});
