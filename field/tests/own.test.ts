import { describe, expect, it } from "vitest";
import { changeCommand, changesOf, confirmCommand, criterionCommand, emptyRecord, presentOf, recordProblems, repairRecord } from "../src/forms/record";
import type { CommandBodies, CommandType, ConfirmationDoc, Profile, StandingDoc } from "../src/kernel/contract";
import type { MirrorDoc, OutboxItem } from "../src/store/model";
import { asksNow, own, qrPath } from "../src/store/own";

const ASKED: ConfirmationDoc = {
  title: "Konfirmasi data 2026", opens_on: "2026-11-01", closes_on: "2026-11-30", open: true, note: "", by: "Kota Banjarmasin", reminded_at: null,
  answer: "belum", way: "", answered_at: null,
  person: { name: "Ani Rahmawati", phone: "0899-0000-0001", phone_other: "", address: "Jalan Belitung 1", area_code: "63.71.03.1003", area_label: "Kel. Pelambuan", nik: "6371 •••• •••• 0000" },
  memberships: [{ membership_id: "m1", pillar: "PSM", pillar_name: "Pekerja Sosial Masyarakat", area_label: "Kel. Pelambuan", position: "", decree_no: "" }],
};
const TODAY = "2026-11-10";
const doc = (kind: string, id: string, body: unknown): MirrorDoc => ({ space: "mine:ani", kind, id, rev: 1, body });
const asked = (change: Partial<ConfirmationDoc> = {}) => doc("confirmation", "c1", { ...ASKED, ...change });
let seq = 0;
function item<T extends CommandType>(type: T, body: CommandBodies[T], state: OutboxItem["state"] = "waiting"): OutboxItem {
  seq += 1;
  return { id: `o${seq}`, seq, state, at: seq, acceptedAt: null, settled: false, files: [], type, madeAt: "2026-11-10T07:00:00Z", baseRev: null, body, label: "", problem: null, data: {} };
}
const yes = (state: OutboxItem["state"] = "waiting") => item("volunteer.confirm", { campaign_id: "c1", membership_ids: ["m1"], correct: true }, state);
const profile: Profile = { name: "Ani Rahmawati", phone: "0899-0000-0001", address: "Jalan Belitung 1", birth_date: "1980-05-17", area_code: "", area_label: "", available: true, memberships: [], coordinator: null };
const now = presentOf(profile);

describe("the yearly question", () => {
  it("is asked from the first day until it is answered", () => {
    const [one] = own([asked()], []).confirmations;
    expect(asksNow(one!, TODAY)).toBe(true);
    expect(asksNow(one!, "2026-10-31")).toBe(false);
    expect(asksNow(own([asked({ answer: "dikonfirmasi" })], []).confirmations[0]!, TODAY)).toBe(false);
    expect(asksNow(own([asked({ answer: "tidak_menjawab", open: false })], []).confirmations[0]!, TODAY)).toBe(true);
  });
  it.each([["waiting", "hp"], ["accepted", "terkirim"], ["refused", "ditolak"], ["fixed", null]] as const)("an answer that is %s shows as %s", (state, shown) => {
    const [one] = own([asked()], [yes(state)]).confirmations;
    expect(one).toMatchObject({ underway: shown, correct: shown !== null });
    expect(asksNow(one!, TODAY)).toBe(shown === null);
  });
  it("leaves a settled answer to the server's document", () => {
    expect(own([asked({ answer: "dikonfirmasi" })], [{ ...yes("accepted"), settled: true }]).confirmations[0]?.underway).toBeNull();
  });
  it("becomes one command for all hats", () => {
    const [one] = own([asked()], []).confirmations;
    expect(confirmCommand(one!, null, now).body).toEqual({ campaign_id: "c1", membership_ids: ["m1"], correct: true });
    const values = { ...emptyRecord(now), phone: "0899 0000 0002" };
    expect(confirmCommand(one!, values, now).body).toMatchObject({ correct: false, corrections: { phone: "0899 0000 0002" } });
  });
});

describe("my own record", () => {
  it("sends only what differs, and compares numbers by their digits", () => {
    expect(changesOf({ ...emptyRecord(now), phone: "0899 0000 0001" }, now)).toEqual({});
    expect(changesOf({ ...emptyRecord(now), phone: "", address: "Gang Baru 2", nik: "6371 0300 0000 0000" }, now)).toEqual({ phone: "", address: "Gang Baru 2", nik: "6371030000000000" });
  });
  it.each([["phone", "12"], ["nik", "123"], ["name", " "], ["birth_date", "2030-01-01"]] as const)("wants %s to be readable", (field, value) => {
    expect(recordProblems({ ...emptyRecord(now), [field]: value }, now, TODAY)).toHaveProperty(field);
  });
  it("wants something to have changed, be it only in words", () => {
    expect(recordProblems(emptyRecord(now), now, TODAY)).toHaveProperty("note");
    expect(recordProblems({ ...emptyRecord(now), note: "Sudah menikah" }, now, TODAY)).toEqual({});
  });
  it("shows an unsent wish above those the office knows, and each only once", () => {
    const wish = item("person.request_change", changeCommand({ ...emptyRecord(now), phone: "0899 0000 0002" }, now).body);
    const known = { id: "r1", state: "returned", state_label: "", note: "", made_at: "2026-11-01", decided_at: null, decided_by: "Budi", decision_note: "Foto KTP dulu", items: [] };
    const seen = own([doc("changes", "ani", { requests: [known] })], [wish]).changes;
    expect(seen.map((c) => c.state)).toEqual(["hp", "returned"]);
    expect(seen[0]?.items).toEqual([{ field: "phone", label: "Nomor HP", new: "0899 0000 0002" }]);
    expect(seen[1]).toMatchObject({ answer: "Foto KTP dulu", by: "Budi" });
    expect(own([doc("changes", "ani", { requests: [{ ...known, id: wish.id }] })], [wish]).changes).toHaveLength(1);
  });
  it("comes back as a form when it was refused", () => {
    const wish = item("person.request_change", { changes: { phone: "08" }, note: "hilang" }, "refused");
    expect(repairRecord(wish, "d1", 1, now)).toMatchObject({ form: "record", repairs: wish.id, caseId: null, data: { phone: "08", note: "hilang", name: "Ani Rahmawati" } });
    const answer = item("volunteer.confirm", { campaign_id: "c1", membership_ids: ["m1"], correct: false, corrections: { address: "X" } }, "refused");
    expect(repairRecord(answer, "d2", 1, now)?.caseId).toBe("c1");
    expect(repairRecord(yes("refused"), "d3", 1, now)).toBeNull();
  });
});

describe("what is missing", () => {
  const body: StandingDoc = {
    membership_id: "m1", pillar_name: "PSM", area_label: "", verdict: "calon", verdict_label: "Calon PSM", headline: "Kurang satu: unggah sertifikat Bimtek dasar", missing: ["bimtek_dasar"],
    grade: "perbaiki", grade_label: "Perlu diperbaiki", reasons: [], criteria: [{ code: "bimtek_dasar", name: "Bimtek dasar", answer: "belum", answer_label: "Belum", need: "Unggah sertifikat Bimtek dasar", why: "" }],
  };
  it("knows what its owner has just sent", () => {
    const paper = { sha256: "a".repeat(64), kind: "photo" as const, mime: "image/jpeg", bytes: 10 };
    const command = criterionCommand("m1", "bimtek_dasar", "Bimtek dasar", [paper]);
    expect(command.files).toEqual([paper]);
    expect(command.body.file).toEqual({ sha256: paper.sha256, mime: "image/jpeg", bytes: 10 });
    const sent = item("criterion.state", command.body);
    expect(own([doc("standing", "m1", body)], [sent]).standings[0]?.underway).toEqual({ bimtek_dasar: "hp" });
    expect(own([doc("standing", "m2", { ...body, membership_id: "m2" })], [sent]).standings[0]?.underway).toEqual({});
  });
});

describe("the card", () => {
  it("draws dark squares in runs, with four light ones around", () => {
    expect(qrPath(["110", "001"])).toEqual({ size: 10, path: "M4 4h2v1h-2zM6 5h1v1h-1z" });
  });
});
