import { describe, expect, it } from "vitest";
import { emptyMember, memberCommand, memberData, memberProblems } from "../src/forms/member";
import type { FamilyMember } from "../src/kernel/contract";
import type { OutboxItem } from "../src/store/model";
import { subjectMember, withMember } from "../src/store/family";
import type { CaseView } from "../src/store/view";

const NOW = Date.parse("2026-03-02T07:00:00Z");
const ONE = { id: "c1", number: "BJM-1", subject: { name: "Darma" }, family: null } as unknown as CaseView;
const RAHMAT: FamilyMember = { ...subjectMember(ONE), id: "m1", name: "Rahmat", relation: "anak", relation_name: "Anak", age: 40 };
const item = (data: ReturnType<typeof emptyMember>, id = "o1"): OutboxItem =>
  ({ ...memberCommand(data, ONE), id, seq: 1, state: "waiting", at: 1, acceptedAt: null, settled: false, files: [], madeAt: "", baseRev: null, problem: null, data: {} });

describe("a person of the household", () => {
  it("may be known by nothing but the relation", () => {
    const data = { ...emptyMember(), relation: "cucu" };
    expect(memberProblems(data, NOW)).toEqual({});
    expect(memberCommand(data, ONE).body).toEqual({ case_id: "c1", member_id: null, changes: { relation: "cucu" }, seen: {} });
    expect(memberProblems(emptyMember(), NOW)).toHaveProperty("relation");
  });

  it("a correction sends what was changed and what stood there", () => {
    const data = { ...emptyMember(RAHMAT), age: "41", guardian: "ya" };
    expect(memberCommand(data, ONE).body).toEqual({ case_id: "c1", member_id: "m1", changes: { age_years: 41, guardian: true }, seen: { age_years: 40, guardian: false } });
    expect(memberProblems(emptyMember(RAHMAT), NOW)).toEqual({ name: "Belum ada yang berubah." });
  });

  it.each([["age", "tua"], ["age", "200"], ["nik", "123"], ["phone", "08"], ["born", "2999-01-01"]] as const)("%s %s is told while typing", (key, value) => {
    expect(memberProblems({ ...emptyMember(), relation: "anak", [key]: value }, NOW)).toHaveProperty(key);
  });

  it("shows at once, with the one the case is about, and is corrected before it was sent", () => {
    const first = item({ ...emptyMember(), relation: "anak", name: "Rahmat" }, "o1");
    const family = withMember(ONE, first, [{ code: "anak", name: "Anak" }]);
    expect(family.members.map((m) => [m.name, m.relation_name, m.pending])).toEqual([["Darma", "Orang yang dibantu", undefined], ["Rahmat", "Anak", true]]);
    const next = withMember({ ...ONE, family }, item({ ...emptyMember(family.members[1]), age: "41" }, "o2"), []);
    expect(next.members[1]).toMatchObject({ id: "o1", name: "Rahmat", age: 41 });
    expect(withMember({ ...ONE, family }, first, []).members).toHaveLength(2);
  });

  it("a refused one comes back whole into its form", () => {
    const data = { ...emptyMember(RAHMAT), age: "41", phone: "0899-0000-0041" };
    const again = memberData(memberCommand(data, ONE).body as never);
    expect(again).toMatchObject({ member: "m1", age: "41", phone: "0899-0000-0041" });
    expect(memberCommand(again, ONE).body).toEqual(memberCommand(data, ONE).body);
  });
});
