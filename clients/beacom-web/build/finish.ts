import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Plugin } from "vite";

/** The stylesheet inside the page: the first paint needs one answer from the server, not two. */
export const inlineStyles = (): Plugin => ({
  name: "beacom-inline-styles",
  apply: "build",
  enforce: "post",
  generateBundle(_options, bundle) {
    const page = bundle["index.html"];
    if (page?.type !== "asset") return;
    page.source = String(page.source).replace(
      /<link rel="stylesheet"[^>]*href="\/([^"]+)"[^>]*>/g,
      (link, name: string) => {
        const sheet = bundle[name];
        if (sheet?.type !== "asset") return link;
        delete bundle[name];
        return `<style>${String(sheet.source)}</style>`;
      },
    );
  },
});

/** The service worker knows this build's files by name; a language is kept only once it has been chosen. */
export const serviceWorker = (languages: readonly string[]): Plugin => ({
  name: "beacom-service-worker",
  apply: "build",
  enforce: "post",
  generateBundle(_options, bundle) {
    const ofLanguage = new RegExp(`^assets/(${languages.join("|")})-`);
    const assets = Object.keys(bundle).filter((name) => name.startsWith("assets/") && !ofLanguage.test(name));
    const files = ["/", "/icon.svg", "/manifest.webmanifest", ...assets.toSorted().map((name) => `/${name}`)];
    const page = bundle["index.html"];
    const version = createHash("sha256")
      .update(files.join())
      .update(page?.type === "asset" ? page.source : "")
      .digest("hex")
      .slice(0, 12);
    const source = readFileSync(new URL("./service-worker.js", import.meta.url), "utf8")
      .replace("__VERSION__", version)
      .replace("__FILES__", JSON.stringify(files));
    this.emitFile({ type: "asset", fileName: "sw.js", source });
  },
});

/** Each file also as .br and .gz: the gateway sends them as they are. */
export const precompress = (): Plugin => ({
  name: "beacom-precompress",
  apply: "build",
  writeBundle({ dir = "dist" }) {
    for (const name of readdirSync(dir, { recursive: true, encoding: "utf8" })) {
      const path = join(dir, name);
      if (!/\.(html|js|css|svg|webmanifest)$/.test(name) || !statSync(path).isFile()) continue;
      const content = readFileSync(path);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(`${path}.gz`, gzipSync(content, { level: 9 }));
      writeFileSync(`${path}.br`, brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }));
    }
  },
});
