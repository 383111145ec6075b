import { describe, expect, it } from "vitest";
import { aidCommand, aidProblems, aidWarning, emptyAid, followUps, lastVisit, openVisits, visitsDue, whenWords } from "../src/forms/plan";
import { caseCommand, emptyCaseForm } from "../src/forms/casework";
import type { OutboxItem } from "../src/store/model";
import { type CaseView, replay } from "../src/store/view";

const TODAY = "2026-03-10";
const visit = (id: string, due_on: string, topic = "Lansia", mine = true) => ({ id, topic, note: "", due_on, miss_on: "2026-12-31", mine });
const plan = (visits: ReturnType<typeof visit>[]): NonNullable<CaseView["plan"]> => ({
  version: 1, agreed: "", review_on: null, schedules: [], visits, missed: 0, last_visit: null, follow_up: null,
  goals: [{ text: "Makan", cause: "", measure: "", actions: [{ id: "a1", text: "Antar", service: "", owner: "responder", owner_name: "", mine: true, due_on: null, done: false, done_by: "" }] }],
});
const one = (changes: Partial<CaseView> = {}): CaseView => ({
  id: "c1", rev: 1, number: "K-1", view: "full", state: "active", band: "sedang", need: "odgj", need_name: "ODGJ", sensitive: false, area_code: "63.71.03.1003",
  area_label: "Kel. Pelambuan", subject: { name: "Siti" }, opened_at: "2026-01-01", mine: true, entries: [], pending: [], ...changes,
});
const item = (type: string, body: object): OutboxItem =>
  ({ id: `o-${type}`, type, body: { case_id: "c1", ...body }, state: "waiting", madeAt: "2026-03-10T08:00:00+08:00", files: [] }) as unknown as OutboxItem;

describe("promised visits", () => {
  it("asks for the last due one of each topic, late ones first", () => {
    const late = one({ plan: plan([visit("v1", "2026-02-24"), visit("v2", "2026-03-03"), visit("v3", "2026-03-17")]) });
    const soon = one({ id: "c2", plan: plan([visit("v4", "2026-03-12"), visit("v5", "2026-03-19")]) });
    expect(visitsDue([soon, late], TODAY).map((d) => [d.visit.id, whenWords(d.days)])).toEqual([["v2", "terlambat 7 hari"], ["v4", "2 hari lagi"]]);
  });
  it("forgets what the phone has just visited, also before it is sent", () => {
    const before = one({ plan: plan([visit("v1", TODAY)]) });
    expect(openVisits(before, TODAY)).toHaveLength(1);
    const after = replay(before, [item("case.visit", { due_id: "v1", visited_on: TODAY, met: "yes", found: "baik" })], "Ani");
    expect(openVisits(after, TODAY)).toEqual([]);
    expect(lastVisit(after)?.found).toBe("baik");
  });
  it("leaves out another's visits, closed cases and offers", () => {
    expect(visitsDue([one({ plan: plan([visit("v1", TODAY, "Lansia", false)]) })], TODAY)).toEqual([]);
    expect(visitsDue([one({ state: "closed", plan: plan([visit("v1", TODAY)]) })], TODAY)).toEqual([]);
  });
  it("the visit form carries the promise it keeps", () => {
    const values = { ...emptyCaseForm("visit", TODAY, one()), met: "yes", found: "baik", due_id: "v1" };
    expect(caseCommand("visit", values, [], one()).body).toMatchObject({ due_id: "v1" });
    expect(caseCommand("visit", { ...values, due_id: "" }, [], one()).body).not.toHaveProperty("due_id");
  });
});

describe("plan and outcome", () => {
  it("shows an action as done before it is sent", () => {
    const after = replay(one({ plan: plan([]) }), [item("action.done", { action_id: "a1" })], "Ani");
    expect(after.plan?.goals[0]?.actions[0]).toMatchObject({ done: true, done_by: "Anda" });
  });
  it("asks for the follow-up from a week before, until it is measured", () => {
    const asked = one({ state: "closed", plan: { ...plan([]), follow_up: { id: "f", due_on: "2026-03-15", before: 12, mine: true } } });
    expect(followUps([asked], TODAY)).toHaveLength(1);
    expect(followUps([asked], "2026-03-01")).toHaveLength(0);
    expect(followUps([{ ...asked, pending: ["assessment.fill"] }], TODAY)).toHaveLength(0);
  });
});

describe("aid", () => {
  const aid: NonNullable<CaseView["aid"]> = {
    given: [{ id: "g", kind: "sembako", kind_name: "Paket sembako", source_name: "Baznas", on: "2026-03-01", worth: null, member_id: null, to: "", by: "" }],
    rules: { sembako: { per: "household", days: 30 } },
  };
  it("warns of what the phone knows", () => {
    expect(aidWarning({ aid }, "sembako", TODAY, "")).toContain("sudah diterima keluarga ini pada 1 Mar 2026");
    expect(aidWarning({ aid }, "sembako", "2026-04-10", "")).toBe("");
    expect(aidWarning({ aid }, "uang", TODAY, "")).toBe("");
    expect(aidWarning({ aid: null }, "sembako", TODAY, "")).toBe("");
  });
  it("checks the form and reads rupiah as people write them", () => {
    expect(Object.keys(aidProblems(emptyAid(TODAY), TODAY)).sort()).toEqual(["kind", "source"]);
    const filled = { ...emptyAid(TODAY), kind: "sembako", source: "baznas", worth: "Rp 150.000" };
    expect(aidProblems(filled, TODAY)).toEqual({});
    expect(aidCommand(one(), filled, []).body).toMatchObject({ worth: 150000, kind: "sembako" });
    expect(aidProblems({ ...filled, worth: "banyak", given_on: "2026-03-11" }, TODAY)).toMatchObject({ worth: expect.any(String), given_on: expect.any(String) });
  });
  it("shows what was given before it is sent, once", () => {
    const sent = item("aid.give", { kind: "sembako", source: "baznas", given_on: TODAY, worth: 1000 });
    const after = replay(replay(one(), [sent], "Ani"), [sent], "Ani");
    expect(after.aid?.given).toHaveLength(1);
  });
});
