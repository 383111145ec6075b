// Copies the inner shapes of the Lucide icons named in icons.txt to one JSON the templates read.
// Run after changing the list: node office/icons.mjs
import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";

const here = import.meta.dirname;
const names = readFileSync(resolve(here, "icons.txt"), "utf8").split(/\s+/).filter(Boolean).sort();
const attributes = (set) =>
  Object.entries(set)
    .map(([key, value]) => ` ${key}="${value}"`)
    .join("");

const shapes = {};
for (const name of new Set(names)) {
  const { default: node } = await import(resolve(here, `../node_modules/lucide/dist/esm/icons/${name}.mjs`));
  shapes[name] = node.map(([tag, set]) => `<${tag}${attributes(set)}/>`).join("");
}
const target = resolve(here, "../../bubuhan/site/templatetags/icons.json");
writeFileSync(target, `${JSON.stringify(shapes, null, 1)}\n`);
console.log(`${Object.keys(shapes).length} icons`);
