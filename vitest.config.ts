import { defineConfig } from "vitest/config";

export default defineConfig({
  // graphql comes as CommonJS and as ESM, refuses to meet itself, and Node always takes the first.
  resolve: { alias: [{ find: /^graphql$/, replacement: "graphql/index.js" }] },
  test: {
    include: ["{backend,sandboxes,bench,clients}/**/*.test.{ts,tsx}", "tests/**/*.test.ts"],
    exclude: ["**/node_modules/**", "**/dist/**"],
    globalSetup: ["backend/packages/testing/src/global-setup.ts"],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
  },
});
