import { describe, expect, it } from "vitest";
import { type Entry, indexOf, search } from "../src/forms/search";

const entry = (key: string, names: string, text = ""): Entry => ({ key, kind: "kasus", title: names, under: "", href: "#", names, text });
const INDEX = indexOf([
  entry("a", "Nurhayati Noor Kel. Pelambuan", "63.71-2025-0012 atap bocor sejak banjir"),
  entry("b", "Junaidi Kel. Kuin Utara", "lansia sendirian"),
  entry("c", "Muhammad Syarifuddin Desa Sungai Batang", "kursi roda"),
  entry("d", "S. A. Kec. Banjarmasin Barat", "Kasus dilindungi"),
  entry("e", "Siti Zainab Desa Gambut"),
]);
const keys = (query: string): string[] => search(INDEX, query).map((e) => e.key);

describe("searching the phone", () => {
  it.each([
    ["nurhayati", ["a"]], ["noer hayati", ["a"]], ["Noor", ["a"]], ["Djunaidi", ["b"]], ["H. Djunaidy", ["b"]], ["moh sarifudin", ["c"]], ["Muh. Syarifudin", ["c"]],
    ["jaenab", ["e"]], ["Zaenab", ["e"]], ["jainab", ["e"]], ["sungai batang", ["c"]], ["2025 0012", ["a"]], ["atap boc", ["a"]], ["bocorr", ["a"]], ["kuin", ["b"]], ["", []], ["  ", []], ["xyz", []], ["nurhayati junaidi", []],
  ])("%s", (query, expected) => expect(keys(query)).toEqual(expected));

  it("puts the surest first", () => {
    const index = indexOf([entry("near", "Nurhayani"), entry("exact", "Nurhayati")]);
    expect(search(index, "nurhayati").map((e) => e.key)).toEqual(["exact", "near"]);
  });

  it("holds two thousand cases", () => {
    const many = Array.from({ length: 2000 }, (_, i) => entry(`k${i}`, `Orang${i} Nama${i % 40} Desa ${i % 50}`, `nomor ${i} ${"kata ".repeat(40)}lain${i % 300}`));
    const index = indexOf([...many, entry("dicari", "Rahmatullah")]);
    expect(search(index, "rahmatulah").map((e) => e.key)).toEqual(["dicari"]);
    expect(search(index, "orang1999 lain")).toHaveLength(1);
  });
});
