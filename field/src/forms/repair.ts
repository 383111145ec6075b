/** What a refused command can become: the draft of its form, or the same words once more. Pure. */
import type { CommandBodies, CommandType, FileRef } from "../kernel/contract";
import type { Draft, NewCommand, OutboxItem } from "../store/model";
import { repairDraft as repairCase } from "./casework";
import { memberData } from "./member";
import { type Present, repairRecord } from "./record";
import { fromCommand, stepOfField } from "./report";
import { isoDay } from "../kernel/clock";

export const TYPE_NAMES: Record<CommandType, string> = {
  "report.submit": "Laporan", "case.accept": "Terima tugas", "case.decline": "Tolak tugas", "case.visit": "Kunjungan",
  "case.note": "Catatan", "case.resolve": "Hasil kasus", "case.update": "Perbaikan data", "case.settle": "Pilihan beda isian",
  "member.save": "Anggota keluarga", "cause.suggest": "Sebab masalah", "assessment.fill": "Asesmen", "action.done": "Langkah rencana", "aid.give": "Bantuan",
  "duty.swap_ask": "Minta ganti piket", "duty.swap_answer": "Jawaban ganti piket", "volunteer.availability": "Kesiapan tugas",
  "volunteer.confirm": "Konfirmasi data", "person.request_change": "Perubahan data saya", "criterion.state": "Bukti kriteria",
  "notify.subscribe": "Pemberitahuan", "notify.unsubscribe": "Pemberitahuan", "notify.prefer": "Cara diberi tahu", "notify.test": "Coba pemberitahuan",
};

/** A refused command with a form, as the draft of that form, nothing left out; null for those without one. */
export function repairDraft(item: OutboxItem, id: string, at: number, now: Present): Draft | null {
  const known = repairRecord(item, id, at, now) ?? repairCase(item, id, at);
  if (known) return known;
  const draft = (form: Draft["form"], caseId: string | null, data: object, files: FileRef[] = []): Draft =>
    ({ id, form, updated: at, caseId, repairs: item.id, data: { ...data }, files });
  if (item.type === "report.submit") {
    const { data, files } = fromCommand(item);
    const step = stepOfField(item.problem?.field ?? null, data.kind);
    return draft("report", null, { ...data, step, happenedOn: data.happenedOn || isoDay(item.at) }, files);
  }
  if (item.type === "member.save") {
    const body = item.body as CommandBodies["member.save"];
    return draft("member", body.case_id, memberData(body));
  }
  if (item.type === "cause.suggest") {
    const { case_id, code, note, whose, sureness, effect_id, files } = item.body as CommandBodies["cause.suggest"];
    return draft("cause", case_id, { code, note: note ?? "", whose: whose ?? "psm", sureness: sureness ?? "mungkin", effect: effect_id ?? "" }, files);
  }
  if (item.type === "assessment.fill") {
    const { case_id, instrument, version, answers, moment, member_id } = item.body as CommandBodies["assessment.fill"];
    return draft("assessment", case_id, { instrument, version, moment: moment ?? "awal", member: member_id ?? "", answers, at: 0 });
  }
  if (item.type === "aid.give") {
    const { case_id, member_id, kind, source, given_on, worth, note, reason, files } = item.body as CommandBodies["aid.give"];
    return draft("aid", case_id, { member: member_id ?? "", kind, source, given_on, worth: worth?.toString() ?? "", note: note ?? "", reason: reason ?? "" }, files);
  }
  return null;
}

/** The same command once more, for those that have no form to mend. */
export function sameAgain(item: OutboxItem): NewCommand {
  const { type, body, label, baseRev } = item;
  return { type, body, label, baseRev, files: filesOf(item) };
}

function filesOf(item: OutboxItem): FileRef[] {
  return ((item.body as { files?: FileRef[] }).files ?? []).filter((file) => item.files.includes(file.sha256));
}

/** What was typed into a command, so that it can be read even when it was not taken. */
export function typedIn(item: OutboxItem): string {
  return ((item.body as { note?: string }).note ?? "").trim();
}

/** Where a command without a form belongs: the screen on which its matter stands now; null for none. */
export function placeOf(item: OutboxItem): { path: string; name: string } | null {
  if (item.type === "action.done") return { path: `kasus/${(item.body as CommandBodies["action.done"]).case_id}/rencana`, name: "Buka rencananya" };
  if (item.type.startsWith("duty.")) return { path: "piket", name: "Buka Piket" };
  if (item.type.startsWith("notify.")) return { path: "saya/pemberitahuan", name: "Buka Pemberitahuan" };
  return "case_id" in item.body ? { path: `kasus/${item.body.case_id}`, name: "Buka kasusnya" } : null;
}
