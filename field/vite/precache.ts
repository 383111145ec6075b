import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import type { Plugin } from "vite";

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? filesUnder(join(folder, entry.name)) : [join(folder, entry.name)],
  );
}

/** Writes the list of built files, and a version made of their content, into the service worker.
 *  The version changes when and only when a byte of the app changes. */
export function precache(publicDir: string): Plugin {
  return {
    name: "bubuhan-precache",
    apply: "build",
    enforce: "post",
    generateBundle(_options, bundle) {
      const digest = createHash("sha256");
      const built = Object.values(bundle).filter((f) => f.fileName !== "sw.js");
      const names = built.map((f) => f.fileName);
      for (const file of [...built].sort((a, b) => a.fileName.localeCompare(b.fileName))) {
        digest.update(file.fileName);
        digest.update(file.type === "chunk" ? file.code : file.source);
      }
      for (const path of filesUnder(publicDir).sort()) {
        names.push(relative(publicDir, path));
        digest.update(readFileSync(path));
      }
      const worker = bundle["sw.js"];
      if (!worker || worker.type !== "chunk") throw new Error("sw.js is missing from the build");
      const list = names.filter((n) => !n.endsWith(".map")).sort();
      digest.update(worker.code);
      worker.code = worker.code
        .replace(/["'`]__PRECACHE__["'`]/, JSON.stringify(JSON.stringify(list)))
        .replaceAll("__VERSION__", digest.digest("hex").slice(0, 12));
    },
  };
}
