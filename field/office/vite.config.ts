import { resolve } from "node:path";
import tailwindcss from "@tailwindcss/vite";
import { defineConfig } from "vite";

const here = import.meta.dirname;

// The office's style and script: two hashed files and a manifest that the templates read.
export default defineConfig({
  root: here,
  base: "/static/office/",
  publicDir: false,
  plugins: [tailwindcss()],
  build: {
    outDir: resolve(here, "../../bubuhan/site/static/office"),
    emptyOutDir: true,
    target: "es2022",
    manifest: "manifest.json",
    assetsInlineLimit: 0, // no data: URLs, so the content security policy stays narrow
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rollupOptions: {
      input: { office: resolve(here, "src/office.ts") },
      output: {
        hashCharacters: "hex",
        entryFileNames: "[name].[hash:12].js",
        chunkFileNames: "[name].[hash:12].js",
        assetFileNames: "[name].[hash:12][extname]",
      },
    },
  },
});
