import { describe, expect, it } from "vitest";
import { type DutyDoc, dutyOf, nextShift, nowOn, offerLeft, shiftWords, tooOld } from "../src/forms/duty";
import type { MirrorDoc, OutboxItem } from "../src/store/model";

const AT = Date.parse("2026-03-02T12:00:00Z");
const shift = { id: "s1", pillar: "PSM", pillar_name: "PSM", area_label: "Banjarmasin Barat", starts_at: "2026-03-02T12:00:00Z", ends_at: "2026-03-02T22:00:00Z", zone: "WITA", note: "" };
const body: DutyDoc = {
  shifts: [shift],
  requests: [{ id: "w1", shift: { ...shift, id: "s2" }, asker: "Ani", note: "", open_to_all: true }],
  near: [{ name: "Hamdan", pillar_name: "Tagana", area_label: "Kota", starts_at: "2026-03-02T11:00:00Z", ends_at: "2026-03-02T13:00:00Z", phone: "" }],
  colleagues: [{ person_id: "p2", name: "Budi", pillar: "PSM" }],
  as_of: "2026-03-02T10:00:00Z",
};
const docs = [{ kind: "duty", id: "p1", rev: 1, body }] as unknown as MirrorDoc[];
const item = (type: string, what: object, state = "waiting"): OutboxItem => ({ id: "o1", type, body: what, state }) as unknown as OutboxItem;

describe("duty on the phone", () => {
  it("is null before the first pull", () => expect(dutyOf([], [])).toBeNull());

  it("says who is on duty now, without asking anybody", () => {
    expect(nowOn(body, AT).map((o) => o.name)).toEqual(["Hamdan"]);
    expect(nowOn(body, AT + 3_600_000)).toEqual([]);
    expect(tooOld(body, AT)).toBe(false);
    expect(tooOld(body, AT + 4 * 86_400_000)).toBe(true);
    expect(nextShift(body.shifts, AT)?.id).toBe("s1");
    expect(nextShift(body.shifts, AT + 86_400_000)).toBeNull();
  });

  it("shows unsent wishes and answers at once", () => {
    const seen = dutyOf(docs, [item("duty.swap_ask", { shift_id: "s1", colleague_id: "p2" }), item("duty.swap_answer", { swap_id: "w1", accept: true })]);
    expect(seen?.shifts[0]).toMatchObject({ pending: true, swap: { colleague: "Budi" } });
    expect(seen?.requests[0]?.answered).toBe("yes");
    expect(dutyOf(docs, [item("duty.swap_answer", { swap_id: "w1", accept: true }, "refused")])?.requests[0]?.answered).toBeUndefined();
  });

  it("writes hours in the zone of the area", () => {
    expect(shiftWords(shift)).toContain("20.00 sampai 06.00 WITA");
    expect(shiftWords({ ...shift, zone: "WIB" })).toContain("19.00 sampai 05.00 WIB");
    expect(shiftWords({ ...shift, zone: "WIT" })).toContain("21.00 sampai 07.00 WIT");
  });

  it("counts an offer down by the server's clock and stays honest when it is over", () => {
    expect(offerLeft(null, AT, 0)).toBeNull();
    expect(offerLeft("2026-03-02T12:10:00Z", AT, 0)).toEqual({ text: "Jawab dalam 10 menit", late: false });
    expect(offerLeft("2026-03-02T12:10:00Z", AT, 5 * 60_000)?.text).toBe("Jawab dalam 5 menit");
    const late = offerLeft("2026-03-02T11:00:00Z", AT, 0);
    expect(late?.late).toBe(true);
    expect(late?.text).toContain("masih boleh menerima");
  });
});
