/** The short forms of a case: visit, note, finish, correct. */
import type { CommandBodies, FileRef } from "../kernel/contract";
import type { Draft, NewCommand, OutboxItem } from "../store/model";
import type { CaseView } from "../store/view";

export type CaseForm = "visit" | "note" | "resolve" | "update";
export type Values = Record<string, string>;

export const CASE_FORMS: Record<CaseForm, { path: string; title: string; save: string }> = {
  visit: { path: "kunjungan", title: "Catat kunjungan", save: "Simpan kunjungan" },
  note: { path: "catatan", title: "Tulis catatan", save: "Simpan catatan" },
  resolve: { path: "selesai", title: "Selesaikan kasus", save: "Simpan hasil" },
  update: { path: "perbaiki", title: "Perbaiki data warga", save: "Simpan perbaikan" },
};

export function emptyCaseForm(form: CaseForm, today: string, one: CaseView): Values {
  if (form === "visit") return { visited_on: today, met: "", condition: "", found: "", done: "", next: "", due_id: "" };
  if (form === "note") return { text: "" };
  if (form === "resolve") return { outcome: "", summary: "" };
  return {
    subject_name: one.subject.name,
    subject_age: one.subject.age?.toString() ?? "",
    subject_phone: one.subject.phone ?? "",
    place_note: one.place_note ?? "",
    base_rev: String(one.rev),
  };
}

export function caseProblems(form: CaseForm, values: Values, files: readonly FileRef[], one: CaseView, today: string): Values {
  const found: Values = {};
  if (form === "visit") {
    if (!values.visited_on || values.visited_on > today) found.visited_on = "Pilih hari ini atau tanggal sebelumnya.";
    if (!values.met) found.met = "Pilih apakah Anda bertemu dengan orangnya.";
    if (!values.found?.trim() && !values.done?.trim() && !files.length) found.found = "Tulis yang Anda temui, atau lampirkan foto atau rekaman.";
  }
  if (form === "note" && !values.text?.trim() && !files.length) found.text = "Tulis catatannya, atau lampirkan foto atau rekaman.";
  if (form === "resolve") {
    if (!values.outcome) found.outcome = "Pilih hasilnya.";
    if (!values.summary?.trim() && !files.some((f) => f.kind === "voice")) found.summary = "Tulis ringkas apa yang sudah dilakukan, atau rekam suara Anda.";
  }
  if (form === "update") {
    const age = values.subject_age?.trim() ?? "";
    if (age && !(/^\d{1,3}$/.test(age) && Number(age) <= 130)) found.subject_age = "Tulis umur dengan angka.";
    if (!Object.keys(changesOf(values, one)).length) found.subject_name = "Belum ada yang berubah.";
  }
  return found;
}

type Changes = CommandBodies["case.update"]["changes"];

function changesOf(values: Values, one: CaseView): Changes {
  const changes: Changes = {};
  const trimmed = (key: string): string => (values[key] ?? "").trim();
  if (trimmed("subject_name") !== one.subject.name) changes.subject_name = trimmed("subject_name");
  if (trimmed("subject_phone") !== (one.subject.phone ?? "")) changes.subject_phone = trimmed("subject_phone");
  if (trimmed("place_note") !== (one.place_note ?? "")) changes.place_note = trimmed("place_note");
  const age = trimmed("subject_age") ? Number(trimmed("subject_age")) : null;
  if (age !== (one.subject.age ?? null)) changes.subject_age = age;
  return changes;
}

export function caseCommand(form: CaseForm, values: Values, files: FileRef[], one: CaseView): NewCommand {
  const case_id = one.id;
  const who = one.subject.name || one.number;
  const v = (key: string): string => (values[key] ?? "").trim();
  switch (form) {
    case "visit": {
      const met = v("met") as CommandBodies["case.visit"]["met"];
      const condition = v("condition") as NonNullable<CommandBodies["case.visit"]["condition"]>;
      const due = v("due_id") ? { due_id: v("due_id") } : {};
      const body = { case_id, visited_on: v("visited_on"), met, condition, found: v("found"), done: v("done"), next: v("next"), files, ...due };
      return { type: "case.visit", body, label: `Kunjungan: ${who}`, files };
    }
    case "note":
      return { type: "case.note", body: { case_id, text: v("text"), files }, label: `Catatan: ${who}`, files };
    case "resolve":
      return { type: "case.resolve", body: { case_id, outcome: v("outcome"), summary: v("summary") || VOICE_ONLY }, label: `Selesai: ${who}` };
    case "update":
      return {
        type: "case.update", body: { case_id, changes: changesOf(values, one) },
        baseRev: Number(values.base_rev ?? one.rev), label: `Perbaikan data: ${who}`,
      };
  }
}

const VOICE_ONLY = "(Lihat rekaman suara pada catatan.)";

/** A result carries words only: its recordings and photos go before it, as a note. Null when there are none. */
export function voiceOfResult(form: CaseForm, files: FileRef[], one: CaseView): NewCommand<"case.note"> | null {
  if (form !== "resolve" || !files.length) return null;
  return { type: "case.note", body: { case_id: one.id, text: "", files }, label: `Rekaman hasil: ${one.subject.name || one.number}`, files };
}

/** A refused case command as the draft of its form; null for those without a form. */
export function repairDraft(item: OutboxItem, id: string, at: number): Draft | null {
  const form = item.type.replace("case.", "") as CaseForm;
  if (!(form in CASE_FORMS) || !("case_id" in item.body)) return null;
  const body = item.body as Record<string, unknown>;
  const source = form === "update" ? { ...(body.changes as object), base_rev: item.baseRev } : body;
  const data: Values = {};
  for (const [key, value] of Object.entries(source)) {
    if (typeof value === "string" || typeof value === "number") data[key] = String(value);
  }
  return { id, form, updated: at, caseId: item.body.case_id, repairs: item.id, data, files: (body.files as FileRef[] | undefined) ?? [] };
}
