// Prints the gzipped bytes a phone loads before its first screen; fails above the budget.
import { readFileSync, readdirSync } from "node:fs";
import { gzipSync } from "node:zlib";

const BUDGET = 150 * 1024;
const html = readFileSync("dist/index.html", "utf8");
let total = 0;
for (const name of readdirSync("dist/assets").sort()) {
  if (!/\.(js|css)$/.test(name)) continue;
  const size = gzipSync(readFileSync(`dist/assets/${name}`), { level: 9 }).length;
  const first = html.includes(name);
  if (first) total += size;
  console.log(`${String(size).padStart(7)}  ${first ? "first " : "later "} ${name}`);
}
console.log(`${String(total).padStart(7)}  JS+CSS before the first screen (budget ${BUDGET})`);
if (total > BUDGET) process.exitCode = 1;
