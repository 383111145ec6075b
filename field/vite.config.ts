/// <reference types="vitest/config" />
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { defineConfig } from "vite";
import { precache } from "./vite/precache.ts";

const here = import.meta.dirname;
const { version } = JSON.parse(readFileSync(resolve(here, "package.json"), "utf8")) as { version: string };
const server = process.env.BUBUHAN_SERVER ?? "http://127.0.0.1:8000";

export default defineConfig({
  base: "/app/",
  publicDir: "public",
  define: { __APP_VERSION__: JSON.stringify(version) },
  plugins: [precache(resolve(here, "public"))],
  server: { proxy: { "/sync": server, "/files": server } },
  build: {
    outDir: "dist",
    emptyOutDir: true,
    target: "es2022",
    assetsInlineLimit: 0, // no data: URLs, so the content security policy stays narrow
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rollupOptions: {
      input: { index: resolve(here, "index.html"), sw: resolve(here, "src/sw.ts") },
      output: {
        entryFileNames: (chunk) => (chunk.name === "sw" ? "sw.js" : "assets/[name]-[hash].js"),
      },
    },
  },
  test: { environment: "node", include: ["tests/**/*.test.ts"], testTimeout: 20_000 },
});
