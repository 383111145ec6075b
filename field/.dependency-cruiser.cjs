/** Arrows point down: app -> screens -> forms -> store -> kernel, and sync -> store -> kernel.
 *  Screens never reach sync; they ask through store/ports.ts, which app.tsx connects. */
const floor = (name, above) => ({
  name: `${name}-stands-on-lower-floors-only`,
  severity: "error",
  from: { path: `^src/${name}/` },
  to: { path: `^src/(${above.join("|")})(/|\\.)` },
});
module.exports = {
  forbidden: [
    floor("kernel", ["store", "sync", "forms", "screens", "app", "main", "sw", "update"]),
    floor("store", ["sync", "forms", "screens", "app", "main", "sw", "update"]),
    floor("sync", ["forms", "screens", "app", "main", "sw", "update"]),
    floor("forms", ["sync", "screens", "app", "main", "sw", "update"]),
    floor("screens", ["sync", "app", "main", "sw", "update"]),
    { name: "service-worker-stands-alone", severity: "error", from: { path: "^src/sw\\.ts$" }, to: { path: "^src/" } },
    { name: "no-circles", severity: "error", from: {}, to: { circular: true } },
    { name: "no-orphans", severity: "error", from: { orphan: true, pathNot: ["\\.d\\.ts$", "^src/sw\\.ts$"] }, to: {} },
  ],
  options: {
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    doNotFollow: { path: "node_modules" },
  },
};
