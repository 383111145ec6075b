import { describe, expect, it } from "vitest";
import { openClashes, settleCommand } from "../src/forms/clashes";
import { caseCommand, caseProblems, voiceOfResult } from "../src/forms/casework";
import { TRIES, fitting, lengthWord, sizeWord } from "../src/forms/media";
import { caseText, mayShare, reportText, whatsappLink } from "../src/forms/sharing";
import { filesLeft, filesUnderWay } from "../src/forms/underway";
import type { Clash } from "../src/kernel/contract";
import type { BlobInfo, OutboxItem } from "../src/store/model";
import type { CaseView, ReportView } from "../src/store/view";

const AREAS = [{ code: "63.71.03", name: "Banjarmasin Barat", level: "kecamatan", lat: null, lon: null }];
const CLASH: Clash = { id: "b1", field: "subject_phone", name: "nomor HP", yours: "0899-0000-0001", theirs: "0899-0000-0002", their_name: "Budi", at: "2025-10-12T06:00:00Z", state: "open", choice: "", settled_by: "" };
const CASE = {
  id: "k1", rev: 7, number: "6371-2025-00012", view: "full", state: "active", band: "tinggi", need: "pangan", need_name: "Pangan", sensitive: false,
  area_code: "63.71.03.1003", area_label: "Kel. Pelambuan", subject: { name: "Siti Aminah", phone: "0899" }, opened_at: "", mine: true, place_note: "belakang pasar", summary: "cerita",
  entries: [], pending: [], clashes: [CLASH],
} as unknown as CaseView;
const item = (change: Partial<OutboxItem>): OutboxItem => ({
  id: "i", seq: 1, state: "waiting", at: 0, acceptedAt: null, settled: false, files: [], type: "case.note", madeAt: "", baseRev: null, body: { case_id: "k1", text: "" }, label: "Catatan: Siti", problem: null, data: {}, ...change,
});

describe("sharing", () => {
  it("says number, kecamatan and state, and nothing else", () => {
    const text = caseText(CASE, AREAS)!;
    expect(text).toBe("Kasus 6371-2025-00012, Kec. Banjarmasin Barat: sedang ditangani. (Bubuhan)");
    expect(text).not.toMatch(/Siti|Pelambuan|Pangan|pasar|0899|cerita/);
    expect(whatsappLink(text)).toMatch(/^https:\/\/wa\.me\/\?text=Kasus%20/);
  });

  it.each([{ sensitive: true }, { view: "masked" }, { number: "" }])("never of a protected case: %j", (change) => {
    const one = { ...CASE, ...change } as CaseView;
    expect(mayShare(one)).toBe(false);
    expect(caseText(one, AREAS)).toBeNull();
  });

  it("a report only once it is a case that is no secret", () => {
    const report = { kind: "kasus", title: "Siti", story: "rahasia", areaCode: "63.71.03.1003", stage: "ditugaskan", caseNumber: "K-1" } as unknown as ReportView;
    expect(reportText(report, false, AREAS)).toBe("Laporan untuk kasus K-1, Kec. Banjarmasin Barat: sudah ditugaskan. (Bubuhan)");
    expect(reportText(report, true, AREAS)).toBeNull();
    expect(reportText({ ...report, stage: "hp" }, false, AREAS)).toBeNull();
  });
});

describe("beda isian", () => {
  it("waits for a choice, shows one that is underway, and forgets a refused one", () => {
    const settle = settleCommand(CASE, CLASH, "sent");
    expect(settle).toMatchObject({ type: "case.settle", baseRev: 7, body: { case_id: "k1", conflict_id: "b1", choice: "sent" } });
    expect(openClashes([CASE], [])[0]).toMatchObject({ chosen: "", one: CLASH });
    const sent = item({ type: "case.settle", body: settle.body });
    expect(openClashes([CASE], [sent])[0]?.chosen).toBe("sent");
    expect(openClashes([CASE], [{ ...sent, state: "refused" }])[0]?.chosen).toBe("");
    expect(openClashes([{ ...CASE, clashes: [{ ...CLASH, state: "settled" }] }], [])).toEqual([]);
  });
});

describe("photos on their way", () => {
  const blob = (sha256: string, change: Partial<BlobInfo> = {}): BlobInfo => ({ sha256, kind: "photo", mime: "image/jpeg", size: 200_000, state: "kept", offset: 0, at: 0, ...change });
  it("tells which one and how far, and what is broken", () => {
    const blobs = new Map([["a", blob("a", { state: "done" })], ["b", blob("b", { offset: 120_000 })], ["c", blob("c", { state: "broken" })], ["d", blob("d", { kind: "voice", size: 90_000 })]]);
    const [group] = filesUnderWay([item({ state: "accepted", files: ["a", "b", "c", "d"] })], blobs, {});
    expect(group!.files.map((f) => f.says)).toEqual([
      "Foto 1 dari 4, terkirim (195 KB)", "Foto 2 dari 4, 60% sudah sampai, dilanjutkan nanti (195 KB)", "Foto 3 dari 4, tidak terbaca, belum terkirim (195 KB)", "Rekaman 4 dari 4, menunggu giliran (88 KB)",
    ]);
    expect(filesUnderWay([item({ state: "waiting", files: ["b"] })], blobs, {})[0]!.files[0]!.says).toContain("menunggu tulisannya terkirim");
    expect(filesUnderWay([item({ state: "accepted", files: ["a"] })], blobs, {})).toEqual([]);
    expect(filesUnderWay([item({ state: "accepted", files: ["b"] })], blobs, { b: 0.99 })[0]!.files[0]!).toMatchObject({ percent: 99, says: "Foto 1 dari 1, sedang dikirim, 99% (195 KB)" });
    expect(filesLeft([item({ state: "accepted", files: ["a", "b", "c"] }), item({ state: "waiting", files: ["b", "d"] })], blobs)).toBe(3);
  });
});

describe("media", () => {
  it("shrinks until a photo fits into 200 KB, or as far as it goes", async () => {
    const sizes: number[] = [];
    const draw = (least: number) => async (side: number, quality: number) => {
      sizes.push(side);
      return { size: Math.max(least, side * side * quality * 0.9) };
    };
    expect((await fitting(draw(0))).size).toBeLessThanOrEqual(200 * 1024);
    expect(sizes.length).toBeLessThan(TRIES.length + 1);
    sizes.length = 0;
    await fitting(draw(900_000));
    expect(sizes).toHaveLength(TRIES.length);
    expect([lengthWord(75), sizeWord(135_000)]).toEqual(["1:15", "132 KB"]);
  });

  it("a result told by voice goes as a note before it", () => {
    const voice = { sha256: "v", kind: "voice" as const, mime: "audio/webm", bytes: 9 };
    const values = { outcome: "selesai", summary: "" };
    expect(caseProblems("resolve", values, [], CASE, "2025-10-12").summary).toBeTruthy();
    expect(caseProblems("resolve", values, [voice], CASE, "2025-10-12").summary).toBeUndefined();
    expect(voiceOfResult("resolve", [voice], CASE)).toMatchObject({ type: "case.note", files: [voice] });
    expect(voiceOfResult("visit", [voice], CASE)).toBeNull();
    expect(caseCommand("resolve", values, [voice], CASE).body).toMatchObject({ summary: "(Lihat rekaman suara pada catatan.)" });
  });
});
