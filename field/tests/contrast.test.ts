import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const css = readFileSync(new URL("../theme/tokens.css", import.meta.url), "utf8");
const block = (start: string): string => css.slice(css.indexOf(start)).split("}")[0]!;
const tokens = (text: string): Map<string, string> => new Map([...text.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6})/g)].map((m) => [m[1]!, m[2]!]));
const light = tokens(block(":root {"));
const dark = tokens(block(':root[data-theme="bubuhan-dark"]'));
const auto = tokens(block(":root:not([data-theme])"));

function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((i) => {
    const c = parseInt(hex.slice(i, i + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
function contrast(a: string, b: string): number {
  const [x, y] = [luminance(a), luminance(b)].sort((p, q) => q - p) as [number, number];
  return (x + 0.05) / (y + 0.05);
}

const TEXT: [string, string][] = [
  ...["ground", "surface", "sunken"].flatMap((s): [string, string][] => [["ink", s], ["ink-soft", s]]),
  ...["brand", "darurat", "tinggi", "sedang", "rendah", "good"].flatMap((c): [string, string][] => [[`${c}-ink`, c], [`${c}-soft-ink`, `${c}-soft`]]),
];

describe.each([["light", light], ["dark", dark]])("contrast in %s", (_name, theme) => {
  it.each(TEXT)("%s on %s is at least 7:1", (ink, ground) => {
    expect(contrast(theme.get(ink)!, theme.get(ground)!)).toBeGreaterThanOrEqual(7);
  });
  it.each([["brand", "ground"], ["darurat", "surface"], ["brand", "surface"]])("%s as a link on %s is at least 4.5:1", (ink, ground) => {
    expect(contrast(theme.get(ink)!, theme.get(ground)!)).toBeGreaterThanOrEqual(4.5);
  });
  it("edges of inputs stand out 3:1", () => {
    expect(contrast(theme.get("line-strong")!, theme.get("surface")!)).toBeGreaterThanOrEqual(3);
  });
});

it("following the device gives the same dark colours as choosing dark", () => {
  expect([...auto]).toEqual([...dark]);
});
