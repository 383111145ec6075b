// Fails when src/generated/schema.d.ts is not what contract/openapi.json gives today.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const folder = mkdtempSync(join(tmpdir(), "types-"));
const fresh = join(folder, "schema.d.ts");
try {
  const tool = join("node_modules", "openapi-typescript", "bin", "cli.js");
  execFileSync(process.execPath, [tool, "../contract/openapi.json", "--default-non-nullable=false", "-o", fresh], { stdio: "pipe" });
  if (readFileSync(fresh, "utf8") !== readFileSync("src/generated/schema.d.ts", "utf8")) {
    console.error("src/generated/schema.d.ts differs from contract/openapi.json: run `npm run types`.");
    process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true });
}
