import { describe, expect, it } from "vitest";
import type { CaseBody, CommandBodies, CommandType } from "../src/kernel/contract";
import { EMPTY, type OutboxItem } from "../src/store/model";
import { areaLabel, casesOf, toVisit, view } from "../src/store/view";

const CASE: CaseBody = {
  number: "63.71-2025-0007", view: "full", state: "offered", band: "tinggi", need: "lansia_terlantar", need_name: "Lansia terlantar",
  sensitive: false, area_code: "63.71.03.1004", area_label: "Kel. Pelambuan, Banjarmasin Barat", place_note: "Gang langgar",
  subject: { name: "Darma", sex: "L", age: 78, phone: "" }, reasons: [], deadline_at: null, opened_at: "2025-10-12T06:00:00Z",
  mine: true, offer: { assignment_id: "a", offered_at: "2025-10-12T06:10:00Z", by: "Budi" }, entries: [], field_revs: {},
};
const doc = (body: Partial<CaseBody> = {}, rev = 3, space = "63.71.03") => ({ space, kind: "case", id: "c1", rev, body: { ...CASE, ...body } });

let seq = 0;
function item<T extends CommandType>(type: T, body: CommandBodies[T], state: OutboxItem["state"] = "waiting"): OutboxItem {
  seq += 1;
  return { id: `o${seq}`, seq, state, at: seq, acceptedAt: null, settled: false, files: [], type, madeAt: "2025-10-12T07:00:00Z", baseRev: null, body, label: "", problem: null, data: {} };
}
const seen = (docs: ReturnType<typeof doc>[], outbox: OutboxItem[]) => view({ ...EMPTY, docs, outbox });

describe("view = documents + outbox", () => {
  it("shows an accepted offer as being handled, before anyone else knows", () => {
    const [one] = seen([doc()], [item("case.accept", { case_id: "c1" })]).cases;
    expect(one).toMatchObject({ state: "active", offer: null, mine: true, pending: ["case.accept"] });
  });

  it("takes a declined offer away", () => {
    const { cases } = seen([doc()], [item("case.decline", { case_id: "c1", reason: "jauh" })]);
    expect(casesOf(cases, "tawaran", "")).toEqual([]);
  });

  it("puts a visit on the timeline once, also when the server already shows it", () => {
    const visit = item("case.visit", { case_id: "c1", visited_on: "2025-10-12", met: "yes", found: "Demam turun" });
    expect(seen([doc()], [visit]).cases[0]?.entries).toHaveLength(1);
    const entry = { id: visit.id, kind: "visit", kind_name: "Kunjungan", at: "", by: "Ani", text: "", data: {}, files: [] };
    const shown = seen([doc({ entries: [entry] })], [{ ...visit, state: "accepted" }]).cases[0]!;
    expect(shown.entries).toHaveLength(1);
    expect(shown.entries[0]?.pending).toBeUndefined();
  });

  it("resolves and corrects in the order written", () => {
    const [one] = seen([doc({ state: "active", offer: null })], [
      item("case.update", { case_id: "c1", changes: { subject_name: "Darma bin Ali", subject_age: null } }),
      item("case.resolve", { case_id: "c1", outcome: "terpenuhi", summary: "Sudah sehat" }),
    ]).cases;
    expect(one).toMatchObject({ state: "resolved", summary: "Sudah sehat", subject: { name: "Darma bin Ali", age: null } });
  });

  it("does not replay what was refused, repaired or already settled", () => {
    const accept = item("case.accept", { case_id: "c1" });
    for (const gone of [{ ...accept, state: "refused" as const }, { ...accept, state: "fixed" as const }, { ...accept, state: "accepted" as const, settled: true }]) {
      expect(seen([doc()], [gone]).cases[0]?.offer).not.toBeNull();
    }
  });

  it("is pure: the documents stay as they were", () => {
    const docs = [doc()];
    const before = JSON.stringify(docs);
    seen(docs, [item("case.resolve", { case_id: "c1", outcome: "x", summary: "y" })]);
    expect(JSON.stringify(docs)).toBe(before);
  });

  it("prefers the newer, then the richer of two documents of one case", () => {
    const { cases } = seen([doc({ view: "summary", subject: { name: "D." } }, 3, "63.71.03"), doc({}, 3, "mine:ani")], []);
    expect(cases).toHaveLength(1);
    expect(cases[0]?.subject.name).toBe("Darma");
  });

  it("finds a case by words of its unsent notes, too", () => {
    const { cases } = seen([doc({ offer: null, state: "active" })], [item("case.note", { case_id: "c1", text: "Anaknya di Kotabaru" })]);
    expect(casesOf(cases, "tangani", "kotab")).toHaveLength(1);
    expect(casesOf(cases, "tangani", "banjarbaru")).toHaveLength(0);
  });

  it("wants a visit for a case never visited", () => {
    const { cases } = seen([doc({ offer: null, state: "active" })], []);
    expect(toVisit(cases, Date.parse("2025-10-13T00:00:00Z"))).toHaveLength(1);
  });

  it("shows how far a report has come", () => {
    const sent = item("report.submit", { kind: "isu", story: "Jalan rusak", place: { area_code: "63.71.03.1004" } });
    expect(seen([], [sent]).reports[0]?.stage).toBe("hp");
    expect(seen([], [{ ...sent, state: "accepted" }]).reports[0]?.stage).toBe("terkirim");
    expect(seen([], [{ ...sent, state: "refused" }]).reports[0]?.stage).toBe("ditolak");
  });

  it("follows the last word on availability", () => {
    expect(seen([], [item("volunteer.availability", { available: true }), item("volunteer.availability", { available: false })]).available).toBe(false);
  });

  it("names areas as people do", () => {
    const areas = [{ code: "63.71.03", name: "Banjarmasin Barat", level: "KECAMATAN", lat: null, lon: null }, { code: "63.71.03.1004", name: "Pelambuan", level: "DESA", lat: null, lon: null }];
    expect(areaLabel(areas, "63.71.03.1004")).toBe("Kel. Pelambuan, Banjarmasin Barat");
  });
});
