import { describe, expect, it } from "vitest";
import { findDesa, nearestDesa } from "../src/forms/areas";
import { emptyReport, firstGap, fromCommand, problemsOf, stepOfField, toCommand } from "../src/forms/report";
import type { OutboxItem } from "../src/store/model";
import { tidyCode, weakPin } from "../src/screens/enrol/enrol";

const TODAY = "2025-10-12";
const ready = () => ({
  ...emptyReport("kasus", TODAY, "63.71.03.1004"), story: "Sakit", need: "lansia_terlantar", who: "belum" as const, consent: "ya" as const,
});

describe("the report form", () => {
  it("wants story and need, and lets a voice note stand for the story", () => {
    const data = emptyReport("kasus", TODAY, "");
    expect(Object.keys(problemsOf("apa", data, [], TODAY))).toEqual(["story", "need"]);
    const voice = [{ sha256: "c".repeat(64), kind: "voice" as const, mime: "audio/webm", bytes: 10 }];
    expect(Object.keys(problemsOf("apa", data, voice, TODAY))).toEqual(["need"]);
  });
  it("takes a person without name, age or NIK", () => {
    expect(firstGap(ready(), [], TODAY)).toBeNull();
    expect(toCommand(ready(), [], []).body.subject).toBeNull();
  });
  it.each([["nik", "123", true], ["nik", "6371 0300 0000 0000", false], ["age", "tua", true], ["age", "78", false]] as const)("%s %s is a problem: %s", (field, value, bad) => {
    expect(field in problemsOf("siapa", { ...ready(), who: "baru", [field]: value }, [], TODAY)).toBe(bad);
  });
  it("refuses a day that has not come", () => {
    expect(problemsOf("periksa", { ...ready(), happenedOn: "2025-10-13" }, [], TODAY).happenedOn).toBeTruthy();
  });
  it("asks neither person nor urgency for an issue", () => {
    const issue = { ...emptyReport("isu", TODAY, "63.71.03.1004"), story: "Jalan rusak" };
    expect(firstGap(issue, [], TODAY)).toBeNull();
    expect(toCommand(issue, [], []).body).not.toHaveProperty("subject");
  });
  it("comes back whole when a refused report is repaired", () => {
    const data = { ...ready(), who: "baru" as const, name: "Darma", age: "78", signs: { alone: true, medical: null } };
    const command = toCommand(data, [], []);
    const again = fromCommand({ ...command, madeAt: "" } as unknown as OutboxItem).data;
    expect(again).toMatchObject({ story: "Sakit", name: "Darma", age: "78", who: "baru", signs: data.signs, area: data.area, consent: "ya" });
    expect(stepOfField("body.place.area_code", "kasus")).toBe("di-mana");
    expect(stepOfField("body.subject.nik", "kasus")).toBe("siapa");
  });
});

describe("areas", () => {
  const areas = [
    { code: "63.71.03", name: "Banjarmasin Barat", level: "KECAMATAN", lat: null, lon: null },
    { code: "63.71.03.1004", name: "Pelambuan", level: "DESA", lat: -3.31, lon: 114.57 },
    { code: "63.71.04.1001", name: "Pelaihari Dalam", level: "DESA", lat: -3.4, lon: 114.7 },
  ];
  it("are found by the first letters, own kecamatan first", () => {
    expect(findDesa(areas, "pela", "63.71.04").map((a) => a.code)).toEqual(["63.71.04.1001", "63.71.03.1004"]);
  });
  it("the nearest one is found, but not from another island", () => {
    expect(nearestDesa(areas, { lat: -3.312, lon: 114.571 })?.area.code).toBe("63.71.03.1004");
    expect(nearestDesa(areas, { lat: 1, lon: 110 })).toBeNull();
  });
});

describe("enrolment", () => {
  it.each([["brnmzk35", "BRNM-ZK35"], ["https://x.id/app/#/daftar?kode=BRNM-ZK35", "BRNM-ZK35"], [" qs6s 4n9y ", "QS6S-4N9Y"]])("reads %s as %s", (raw, code) => {
    expect(tidyCode(raw)).toBe(code);
  });
  it.each([["111111", true], ["123456", true], ["987654", true], ["271845", false]])("PIN %s is weak: %s", (pin, weak) => {
    expect(weakPin(pin)).toBe(weak);
  });
});
