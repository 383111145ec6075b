import { expect, test } from "vitest";
import type { CaseReferrals, JourneyItem, ReferralItem } from "../src/kernel/contract";
import { hasReferrals, papersToBring, referralLine, telOf } from "../src/forms/referral";

const one = (changes: Partial<ReferralItem> = {}): ReferralItem => ({
  id: "1", number: "BJM-1/R1", partner: "Panti Contoh", service: "Penampungan", phone: "0899-0000-0011", state: "sent",
  says: "Dikirim, menunggu dibaca mitra.", papers: ["KTP"], open: true, sent_at: "2026-11-22T01:00:00Z", ...changes,
});
const trip = (changes: Partial<JourneyItem> = {}): JourneyItem => ({
  id: "2", number: "BJM-1/P1", to: "Kab. Tapin", place: "", state: "travelling", says: "Dalam perjalanan.", companion: "", companion_phone: "", legs: [], ...changes,
});
const part = (referrals: ReferralItem[], journeys: JourneyItem[] = []): CaseReferrals => ({ referrals, journeys });

test("an open referral speaks before a finished one", () => {
  const done = one({ id: "0", partner: "Dukcapil", open: false, says: "Selesai.", papers: [] });
  expect(referralLine(part([done, one()]))).toBe("Panti Contoh: Dikirim, menunggu dibaca mitra.");
  expect(referralLine(part([done]))).toBe("Dukcapil: Selesai.");
});

test("somebody on the way home comes first", () => {
  expect(referralLine(part([one()], [trip()]))).toBe("Pulang ke Kab. Tapin: Dalam perjalanan.");
  expect(referralLine(part([one()], [trip({ state: "arrived" })]))).toContain("Panti Contoh");
});

test("nothing to show, nothing said", () => {
  expect(referralLine(null)).toBe("");
  expect(hasReferrals(undefined)).toBe(false);
  expect(hasReferrals(part([]))).toBe(false);
  expect(hasReferrals(part([], [trip()]))).toBe(true);
});

test("papers of what is open, each once", () => {
  expect(papersToBring([one(), one({ papers: ["KTP", "Surat pengantar"] }), one({ open: false, papers: ["KK"] })])).toEqual(["KTP", "Surat pengantar"]);
});

test("a number that can be called", () => {
  expect(telOf("0899-0000-0011")).toBe("tel:089900000011");
  expect(telOf("")).toBe("");
});
