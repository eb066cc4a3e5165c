import tailwind from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { inlineStyles, precompress, serviceWorker } from "./build/finish.ts";

/** Production runs on Preact, a tenth of the size; `BEACOM_WEB_REACT=1 npm run build` goes back to React. */
const preact = process.env["BEACOM_WEB_REACT"] !== "1";
const gateway = process.env["BEACOM_GATEWAY"] ?? "http://127.0.0.1:8080";

export default defineConfig(({ command }) => ({
  plugins: [react(), tailwind(), inlineStyles(), serviceWorker(["zu", "xh", "af", "st"]), precompress()],
  resolve: {
    alias:
      command === "build" && preact
        ? [
            { find: "react-dom/client", replacement: "preact/compat/client" },
            { find: "react-dom", replacement: "preact/compat" },
            { find: "react/jsx-runtime", replacement: "preact/jsx-runtime" },
            { find: /^react$/, replacement: "preact/compat" },
          ]
        : [],
  },
  build: { target: "es2022", modulePreload: { polyfill: false }, reportCompressedSize: false, assetsInlineLimit: 0 },
  server: { proxy: { "/v1": gateway, "/developer": gateway } },
}));
