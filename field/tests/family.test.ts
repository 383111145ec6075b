import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { causeCommand, causeProblems, emptyCause, emptyFill, familySays, fillCommand, groupsOf, likelyMoment, reading } from "../src/forms/family";
import { type Instrument, check, result, toggled } from "../src/forms/instruments";
import type { CaseBody, CommandBodies, FamilyCause, FamilyDoc } from "../src/kernel/contract";
import { EMPTY, type OutboxItem } from "../src/store/model";
import { leadsTo } from "../src/store/family";
import { type CaseView, view } from "../src/store/view";

const contract = (name: string): unknown => JSON.parse(readFileSync(new URL(`../../contract/${name}`, import.meta.url), "utf8"));
interface Sample { name: string; form: string | Instrument; answers: Record<string, unknown>; expect: Record<string, unknown> }
const SAMPLES = contract("samples/instruments.json") as Sample[];
const form = (name: string): Instrument => contract(`instruments/${name}.json`) as Instrument;

describe("instruments, the same samples as on the server", () => {
  it.each(SAMPLES.map((s) => [s.name, s] as const))("%s", (_, sample) => {
    const body = typeof sample.form === "string" ? form(sample.form) : sample.form;
    const found = result(body, sample.answers);
    expect(found.visible).toEqual(sample.expect.visible);
    expect(found.problems).toEqual(sample.expect.problems);
    if (Object.keys(found.problems).length) return;
    const { score, band, strengths, needs, causes, kept } = found;
    expect({ score, band, strengths, needs, causes, kept }).toEqual({
      score: sample.expect.score, band: sample.expect.band, strengths: sample.expect.strengths,
      needs: sample.expect.needs, causes: sample.expect.causes, kept: sample.expect.kept,
    });
  });

  it("an option that stands alone drops the others, and is dropped by them", () => {
    const question = form("keluarga_awal.1").questions[0]!;
    expect(toggled(question, ["gaji", "usaha"], "tidak_ada")).toEqual(["tidak_ada"]);
    expect(toggled(question, ["tidak_ada"], "gaji")).toEqual(["gaji"]);
    expect(toggled(question, ["gaji"], "gaji")).toEqual([]);
    expect(check(form("keluarga_awal.1"), {})).toMatchObject({ penghasilan: "required" });
  });
});

const CASE: CaseBody = {
  number: "BJM-1", view: "full", state: "active", band: "sedang", need: "lansia_terlantar", need_name: "Lansia terlantar", sensitive: false,
  area_code: "63.71.03.1003", area_label: "Kel. Pelambuan", subject: { name: "Darma" }, opened_at: "2026-03-02T02:00:00Z", mine: true, entries: [], field_revs: {},
};
const LIST = { space: "national", kind: "list", id: "cause", rev: 1, body: { items: [{ code: "utang", name: "Terlilit utang", group_name: "Uang", icon: "banknote" }, { code: "bencana", name: "Bencana", group_name: "Luar" }, { code: "lainnya", name: "Sebab lain", group_name: "Luar" }] } };
const cause = (id: string, code: string, parents: string[] = []): FamilyCause => ({
  id, code, name: code, icon: "x", note: "", whose: "psm", whose_name: "", sureness: "mungkin", sureness_name: "", parents, also: [], said: [], files: 0, by: "", at: "",
});
const family = (causes: FamilyCause[]): FamilyDoc => ({ home: null, members: [], causes, roots: causes.filter((c) => !c.parents.length).map((c) => c.id), assessments: [] });
let seq = 0;
function item<T extends "cause.suggest" | "assessment.fill">(type: T, body: CommandBodies[T]): OutboxItem {
  seq += 1;
  return { id: `o${seq}`, seq, state: "waiting", at: seq, acceptedAt: null, settled: false, files: [], type, madeAt: "2026-03-02T07:00:00Z", baseRev: null, body, label: "", problem: null, data: {} };
}
const seen = (outbox: OutboxItem[], part: FamilyDoc | null = null): CaseView =>
  view({ ...EMPTY, docs: [{ space: "s", kind: "case", id: "c1", rev: 3, body: { ...CASE, family: part } }, LIST], outbox }).cases[0]!;
const suggest = (code: string, more: Partial<CommandBodies["cause.suggest"]> = {}) => item("cause.suggest", { case_id: "c1", code, note: "", whose: "psm", sureness: "mungkin", files: [], ...more });

describe("own causes on top of the server's tree", () => {
  it("shows a new cause with its name at once, and a chain named without signal", () => {
    const first = suggest("utang");
    const shown = seen([first, suggest("bencana", { effect_id: first.id })]).family!;
    expect(shown.causes.map((c) => [c.name, c.pending])).toEqual([["Terlilit utang", true], ["Bencana", true]]);
    expect(shown.causes[0]!.parents).toEqual([shown.causes[1]!.id]);
    expect(shown.roots).toEqual([shown.causes[1]!.id]);
    expect(reading(shown).map((l) => [l.depth, l.cause.code, l.root])).toEqual([[0, "utang", false], [1, "bencana", true]]);
  });

  it("adds a voice to a cause that is there, and shows nothing twice after the answer", () => {
    const voice = suggest("utang", { note: "Juga di warung" });
    const shown = seen([voice], family([cause("a", "utang")])).family!;
    expect(shown.causes).toHaveLength(1);
    expect(shown.causes[0]).toMatchObject({ said: ["Juga di warung"], also: [voice.id], pending: true });
    const told = { ...cause("a", "utang"), also: [voice.id], said: ["Juga di warung"] };
    expect(seen([voice], family([told])).family!.causes).toEqual([told]);
    expect(seen([suggest("lainnya", { note: "x" }), suggest("lainnya", { note: "y" })]).family!.causes).toHaveLength(2);
  });

  it("never closes a circle", () => {
    const tree = family([cause("a", "utang", ["b"]), cause("b", "bencana")]);
    expect(seen([suggest("utang", { effect_id: "b" })], tree).family!.causes[1]!.parents).toEqual([]);
    expect(leadsTo(tree.causes, "a", "b")).toBe(true);
    expect(leadsTo(tree.causes, "b", "a")).toBe(false);
  });
});

describe("forms", () => {
  it("asks for a cause, and for words when it is another one", () => {
    expect(causeProblems(emptyCause(), [])).toHaveProperty("code");
    expect(causeProblems({ ...emptyCause(), code: "lainnya" }, [])).toHaveProperty("note");
    expect(causeProblems({ ...emptyCause(), code: "utang" }, [])).toEqual({});
    const made = causeCommand({ ...emptyCause(), code: "utang", note: " Rentenir " }, [], seen([]), "Terlilit utang");
    expect(made).toMatchObject({ type: "cause.suggest", body: { code: "utang", note: "Rentenir", effect_id: null }, label: "Sebab: Terlilit utang, Darma" });
  });

  it("groups the causes and says the roots in one line", () => {
    expect(groupsOf(LIST.body.items).map(([name, items]) => [name, items.length])).toEqual([["Uang", 1], ["Luar", 2]]);
    expect(familySays(seen([], family([cause("a", "utang")])))).toBe("Akar: utang");
    expect(familySays(seen([]))).toContain("Siapa serumah");
  });

  it("knows which moment it is, sends only what was asked, and shows the result at once", () => {
    const outcome = form("hasil_singkat.1");
    const one = seen([]);
    expect(likelyMoment(one, outcome.code)).toBe("awal");
    expect(likelyMoment({ ...one, state: "closed" }, outcome.code)).toBe("penutupan");
    const answers = { makan: "1", aman: "1", sehat: "1", mampu: "1", dukungan: "1" };
    const made = fillCommand(outcome, { ...emptyFill(outcome, one), answers }, one);
    expect(made.body).toMatchObject({ instrument: "hasil_singkat", version: 1, moment: "awal", answers });
    const shown = seen([item("assessment.fill", made.body)]);
    expect(shown.family!.assessments[0]).toMatchObject({ instrument: "hasil_singkat", pending: answers });
    expect(likelyMoment(shown, outcome.code)).toBe("lanjutan");
  });
});
