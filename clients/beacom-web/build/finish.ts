import { brotliCompressSync, constants, gzipSync } from "node:zlib";
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
