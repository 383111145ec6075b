import { describe, expect, it } from "vitest";
import { nameLikeness } from "../src/forms/names";
import { findKnown, findLikely, type Known, peopleOf } from "../src/forms/people";

describe("one name written in two ways", () => {
  it.each([
    ["Hj. Siti Noorhayati", "Siti Nurhayati"],
    ["H. Moh. Djunaidi, S.Sos", "Muhammad Junaidi"],
    ["Soeparno", "Suparno"],
    ["Rahmawati Ani", "Ani Rahmawati"],
    ["A. Fauzi", "Ahmad Fauzi"],
    ["Masdiana", "Masdianah"],
    ["Saripudin", "Syarifuddin"],
    ["Abd. Rahman bin Kasim", "Abdul Rahman"],
    ["Pauzi", "Fauzi"],
  ])("%s ~ %s", (one, other) => {
    expect(nameLikeness(one, other)).toBeGreaterThan(0.84);
    expect(nameLikeness(other, one)).toBe(nameLikeness(one, other));
  });

  it.each([
    ["Muhammad Rizky", "Muhammad Yusuf"],
    ["Siti Aminah", "Siti Fatimah"],
    ["Hasanah", "Hasan Basri"],
    ["Nurul Huda", "Nurul Aini"],
    ["Ahmad", "Budi"],
    ["", "Ani"],
    ["Rusdi", "Rusmini"],
  ])("%s is not %s", (one, other) => {
    expect(nameLikeness(one, other)).toBeLessThan(0.84);
  });
});

const person = (change: Partial<Known>): Known => ({
  key: `person:${change.name}`, caseId: null, number: "", name: "", sex: "", age: null, phone: "", areaCode: "63.71.03.1003", areaLabel: "Kel. Pelambuan", placeNote: "", pillar: "PSM", ...change,
});

describe("Mungkin orang ini?", () => {
  const people = [
    person({ name: "Jumiati", age: 41 }),
    person({ name: "Jumiati", key: "person:far", age: 44, areaCode: "63.71.03.1009", areaLabel: "Kel. Basirih" }),
    person({ name: "Hasan Basri", age: 60 }),
  ];
  const typed = { name: "Jumiyati", sex: "", age: "42", area: "63.71.03.1003" };

  it("names the likely ones, the likeliest first, with reasons", () => {
    const found = findLikely(people, typed);
    expect(found.map((one) => one.person.key)).toEqual(["person:Jumiati", "person:far"]);
    expect(found[0]?.why).toContain("desa atau kelurahan yang sama");
    expect(found[0]?.why).toContain("umur hampir sama");
  });
  it("leaves out another age, another sex, and names too short to tell", () => {
    expect(findLikely(people, { ...typed, age: "12" })).toEqual([]);
    expect(findLikely([person({ name: "Jumiati", sex: "L" })], { ...typed, sex: "P" })).toEqual([]);
    expect(findLikely(people, { ...typed, name: "Ju" })).toEqual([]);
  });
  it("warns before the name is finished, but not of everybody", () => {
    expect(findLikely(people, { ...typed, name: "Hasan Bas", age: "" }).map((one) => one.person.name)).toEqual(["Hasan Basri"]);
  });
  it("compares 600 people while one types", () => {
    const many = Array.from({ length: 600 }, (_, i) => person({ name: `Orang Nomor ${i} Rahman`, key: String(i) }));
    expect(findLikely(many, typed)).toEqual([]);
  });
  it("finds by the first letters, with place and age", () => {
    const known = peopleOf([], [{ id: "a", name: "Jumiati", key: "jumiati", year: 1984, area: "63.71.03.1003", pillar: "PSM" }], 2026, () => "Kel. Pelambuan");
    expect(findKnown(known, "jum pel")[0]).toMatchObject({ name: "Jumiati", age: 42, areaLabel: "Kel. Pelambuan" });
    expect(findKnown(known, "j")).toEqual([]);
  });
});
