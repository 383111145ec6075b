/** Which promised visits ask for one today, and the short forms of plan and aid. Pure. */
import { date } from "../kernel/clock";
import type { CommandBodies, FileRef, PlanVisit } from "../kernel/contract";
import type { NewCommand } from "../store/model";
import { type CaseView, isOpen } from "../store/view";

const DAY_MS = 24 * 3_600_000;
const SOON_DAYS = 2;
const FOLLOW_UP_SOON_DAYS = 7;

export interface DueVisit {
  case: CaseView;
  visit: PlanVisit;
  /** Days from today; negative is late. */
  days: number;
}

export const daysTo = (day: string, today: string): number => Math.round((Date.parse(day) - Date.parse(today)) / DAY_MS);

/** hari ini, besok, terlambat 3 hari */
export function whenWords(days: number): string {
  if (days === 0) return "hari ini";
  if (days === 1) return "besok";
  return days < 0 ? `terlambat ${-days} hari` : `${days} hari lagi`;
}

/** Promised visits of one case that nobody has kept, one per topic: the last that is due, else the next. */
export function openVisits(one: CaseView, today: string): DueVisit[] {
  const kept = new Set(one.entries.map((e) => e.data.due_id).filter(Boolean));
  const found = new Map<string, DueVisit>();
  for (const visit of one.plan?.visits ?? []) {
    if (kept.has(visit.id)) continue;
    const days = daysTo(visit.due_on, today);
    if (!found.has(visit.topic) || days <= 0) found.set(visit.topic, { case: one, visit, days });
  }
  return [...found.values()].sort((a, b) => a.days - b.days);
}

/** My promised visits that are due, late, or come within two days: the longest waiting first. */
export function visitsDue(all: readonly CaseView[], today: string): DueVisit[] {
  return all
    .filter((one) => one.mine && !one.offer && isOpen(one) && one.plan)
    .flatMap((one) => openVisits(one, today).filter((due) => due.visit.mine && due.days <= SOON_DAYS))
    .sort((a, b) => a.days - b.days);
}

/** Closed cases I worked on whose outcome is to be measured again. */
export function followUps(all: readonly CaseView[], today: string): { case: CaseView; days: number }[] {
  return all
    .flatMap((one) => {
      const asked = one.plan?.follow_up;
      return asked?.mine && !one.pending.includes("assessment.fill") ? [{ case: one, days: daysTo(asked.due_on, today) }] : [];
    })
    .filter((one) => one.days <= FOLLOW_UP_SOON_DAYS)
    .sort((a, b) => a.days - b.days);
}

/** The last visit on record, the phone's own unsent one included. */
export function lastVisit(one: CaseView): { on: string; by: string; condition: string; found: string } | null {
  const seen = one.entries.filter((e) => e.kind === "visit").at(-1);
  if (!seen) return one.plan?.last_visit ?? null;
  const data = seen.data as Record<string, string | undefined>;
  return { on: data.visited_on ?? seen.at.slice(0, 10), by: seen.by, condition: data.condition ?? "", found: seen.text || (data.found ?? "") };
}

export function doneCommand(one: CaseView, id: string, text: string, note: string): NewCommand {
  return { type: "action.done", body: { case_id: one.id, action_id: id, note: note.trim(), files: [] }, label: `Langkah selesai: ${text}` };
}

export type AidValues = Record<string, string>;

export const emptyAid = (today: string): AidValues => ({ kind: "", source: "", member: "", given_on: today, worth: "", note: "", reason: "" });

const amount = (raw: string): number | null => {
  const digits = raw.toLowerCase().replace(/^rp/, "").replace(/[.\s]/g, "");
  if (digits === "") return null;
  return /^\d{1,10}$/.test(digits) ? Number(digits) : Number.NaN;
};

export function aidProblems(values: AidValues, today: string): AidValues {
  const found: AidValues = {};
  if (!values.kind) found.kind = "Pilih bantuannya.";
  if (!values.source) found.source = "Pilih dari siapa bantuannya.";
  if (!values.given_on || values.given_on > today) found.given_on = "Pilih hari ini atau tanggal sebelumnya.";
  if (Number.isNaN(amount(values.worth ?? ""))) found.worth = "Tulis nilainya dengan angka, misalnya 150000.";
  return found;
}

/** Whom it may be for: the one the case is about ("") and those of his household. */
export function aidReceivers(one: CaseView): [id: string, name: string][] {
  const others = (one.family?.members ?? []).filter((m) => m.relation !== "subjek" && m.residence !== "meninggal");
  return [["", one.subject.name || "Orang yang dibantu"], ...others.map((m): [string, string] => [m.id, `${m.name || "Nama belum diketahui"}, ${m.relation_name}`])];
}

/** What this phone already knows against it; the server looks further, also in other places. */
export function aidWarning(one: Pick<CaseView, "aid" | "family">, kind: string, on: string, member: string): string {
  const { aid } = one;
  const rule = aid?.rules[kind];
  const subject = one.family?.members.find((m) => m.relation === "subjek")?.id;
  const same = (id: string | null): boolean => (id === subject ? "" : id ?? "") === member;
  const near = rule && aid?.given.find((line) => line.kind === kind && Math.abs(daysTo(line.on, on)) < rule.days && (rule.per === "household" || same(line.member_id)));
  if (!rule || !near) return "";
  const who = rule.per === "household" ? "keluarga ini" : "orang ini";
  return `${near.kind_name} sudah diterima ${who} pada ${date(near.on)}. Bila tetap diberikan, tulis alasannya.`;
}

export function aidCommand(one: CaseView, values: AidValues, files: FileRef[]): NewCommand {
  const v = (key: string): string => (values[key] ?? "").trim();
  const body: CommandBodies["aid.give"] = {
    case_id: one.id, member_id: v("member") || null, kind: v("kind"), source: v("source"), given_on: v("given_on"), worth: amount(v("worth")), note: v("note"), reason: v("reason"), files,
  };
  return { type: "aid.give", body, label: `Bantuan: ${one.subject.name || one.number}`, files };
}

/** The short measure again, three months later. */
export function measureCommand(one: CaseView, version: number, answers: Record<string, string>): NewCommand {
  const body: CommandBodies["assessment.fill"] = { case_id: one.id, instrument: "hasil_singkat", version, moment: "tiga_bulan", answers };
  return { type: "assessment.fill", body, label: `Pantauan: ${one.subject.name || one.number}` };
}
